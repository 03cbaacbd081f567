import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { usePersonas, useSegments, useSession } from '../../../api';
import { EmptyState, PageBar, PageBody, PictureSkeleton } from '../../../design';
import { DriftPanel } from '../drift/drift_panel';
import { DriftProvider } from '../drift/drift_provider';
import { Refused } from '../engine/operations';
import type { MapSession, SessionState } from '../engine/session';
import { visibility } from '../engine/visible';
import { NumbersBar } from '../numbers/numbers_bar';
import { NumbersContext } from '../numbers/numbers_context';
import { NumbersPanel } from '../numbers/panel/numbers_panel';
import { useNumbersOf } from '../numbers/use_map_numbers';
import { mapRoute } from '../route';
import { Presentation } from '../present/presentation';
import { ExportPanel } from '../sharing/export_panel';
import { SharePanel } from '../sharing/share_panel';
import { useMapSession } from '../use_map_session';
import { CompareView } from './compare/compare_view';
import { StateMenu } from './compare/state_menu';
import { BoardHelp } from './board_help';
import { Board, type BoardHandle } from './board';
import { EditorContext, type Editor } from './editor_context';
import { EmptyMap } from './empty_map';
import { FindBar } from './find/find_bar';
import type { Found } from './find/found';
import { FootBar } from './foot_bar';
import { forgetHeights, layoutOf } from './layout';
import { MapActions } from './map_actions';
import type { MapSearch, PanelName } from './map_search';
import { FindingsPanel } from './opportunities/findings_panel';
import { PersonaChips } from './personas/persona_chips';
import { PersonaPanel } from './personas/persona_panel';
import { personasOnMap, seenBy } from './personas/persona_view';
import { PanelRail } from './panel/panel_rail';
import { PropertyPanel } from './panel/property_panel';
import { boardOf, placeFrom, placeOf, placeText, spotOf, type Place } from './place';
import { selecting, type Selection } from './selection';
import { selectedThing } from './selected_thing';
import { MapCrumbs } from './sub_journeys/map_crumbs';
import { viaFrom, viaText } from './sub_journeys/via';
import { BoardMarksContext, changeWordHeight } from './thing_marks';
import { useBeside } from './use_beside';
import { useView } from './use_view';
import { useLook } from './versions/use_look';
import classes from './board.module.css';

const crumbs = <Link to="/journeys">Journeys</Link>;

/** One map, open. */
export function MapPage() {
  const { id } = mapRoute.useParams();
  const role = useSession().data?.user.role;
  const opened = useMapSession(id, role !== 'viewer');
  if (!opened || opened.state.phase === 'loading') {
    const away = opened && !opened.state.online;
    return (
      <>
        <PageBar title="Journey map" crumbs={crumbs} />
        <PageBody>
          {away ? (
            <EmptyState title="The map cannot be reached">
              Wend does not answer. It is asked again every few seconds{opened.state.unsaved > 0 ? '; what you wrote is kept on this device' : ''}.
            </EmptyState>
          ) : (
            <PictureSkeleton height="70vh" />
          )}
        </PageBody>
      </>
    );
  }
  if (opened.state.phase === 'gone' && opened.state.revision === 0) return <Gone />;
  return <OpenMap key={id} id={id} session={opened.session} state={opened.state} />;
}

function Gone() {
  return (
    <>
      <PageBar title="Journey map" crumbs={crumbs} />
      <PageBody>
        <EmptyState title="There is no such map" action={<Button component={Link} to="/journeys">All journeys</Button>}>
          It was removed, or the address is not complete.
        </EmptyState>
      </PageBody>
    </>
  );
}

/** Widths are measured anew once the fonts are there. */
function useFonts(): boolean {
  const [ready, setReady] = useState(() => typeof document === 'undefined' || document.fonts.status === 'loaded');
  useEffect(() => {
    if (ready) return;
    let here = true;
    void document.fonts.ready.then(() => {
      forgetHeights();
      if (here) setReady(true);
    });
    return () => {
      here = false;
    };
  }, [ready]);
  return ready;
}

function OpenMap({ id, session, state }: { id: string; session: MapSession; state: SessionState }) {
  const search = mapRoute.useSearch();
  const navigate = mapRoute.useNavigate();
  const look = useLook(id, state, search.version, search.against);
  const shown = look?.document ?? state.document;
  const mayWrite = state.mayWrite && state.phase === 'ready' && look === null;
  const numbers = useNumbersOf(id, state, { period: search.period, segment: search.segment, trend: search.panel === 'numbers' });
  const [finding, setFinding] = useState(false);
  const [help, setHelp] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement | null>(null);
  const handle = useRef<BoardHandle>(null);
  const onSearch = useCallback((part: Partial<MapSearch>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false }), [navigate]);
  const showPanel = useCallback((panel: PanelName | undefined) => onSearch({ panel, comment: undefined }), [onSearch]);
  const togglePanel = (panel: PanelName) => showPanel(panel === search.panel ? undefined : panel);
  const showDrift = useCallback(() => showPanel('drift'), [showPanel]);
  const present = useCallback((stage: number | undefined) => onSearch({ present: stage }), [onSearch]);
  const closePanel = () => {
    showPanel(undefined);
    handle.current?.focus();
  };
  const see = useMemo(visibility, []);
  const fonts = useFonts();
  const seenWhole = see(shown);
  const workspacePersonas = usePersonas();
  const segments = useSegments(seenWhole.personas.length > 0);
  const personas = useMemo(() => personasOnMap(seenWhole.personas, workspacePersonas.data?.items, segments.data?.items), [seenWhole.personas, workspacePersonas.data, segments.data]);
  const persona = search.persona !== undefined && personas.has(search.persona) ? search.persona : null;
  const showPersona = useCallback((next: string | null) => void navigate({ search: (before) => ({ ...before, persona: next ?? undefined }), resetScroll: false }), [navigate]);
  const seeAs = useMemo(seenBy, []);
  const visible = seeAs(seenWhole, persona);
  const board = useMemo(() => boardOf(visible), [visible]);
  const room = look && look.marks.size > 0 ? changeWordHeight : 0;
  const [selection, setSelection] = useState<Selection | null>(() => {
    const place = placeFrom(board, search.at);
    return place && selecting(place);
  });
  const link = search.link !== undefined && visible.links.some(({ id }) => id === search.link) ? search.link : null;
  const setLink = useCallback((next: string | null) => void navigate({ search: (before) => ({ ...before, link: next ?? undefined }), replace: true, resetScroll: false }), [navigate]);
  const asked = spotOf(board, selection?.focus ?? { row: '', column: '' })?.column;
  const layout = useMemo(() => layoutOf(visible, ({ id, from, to }) => id === link || from === asked || to === asked, room), [visible, fonts, link, asked, room]);
  const openMap = useCallback((map: string) => void navigate({ to: '/journeys/maps/$id', params: { id: map }, search: { via: viaText([...viaFrom(search.via), id]) } }), [navigate, search.via, id]);
  const setCompare = useCallback((compare: string | null) => void navigate({ search: (before) => ({ ...before, compare: compare ?? undefined, only: undefined }), resetScroll: false }), [navigate]);
  const onZoom = useCallback((zoom: number) => void navigate({ search: (before) => ({ ...before, zoom: zoom === 100 ? undefined : zoom }), replace: true, resetScroll: false }), [navigate]);
  const view = useView(scroller, layout, board.columns.length, search.zoom ?? 100, onZoom);

  const editor = useMemo<Editor>(
    () => ({
      session, mayWrite, personas, persona,
      perform: (operations, key) => {
        if (!mayWrite) return;
        try {
          session.change(operations, key ?? null);
          setProblem(null);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          setProblem(error.message);
        }
      },
    }),
    [session, mayWrite, personas, persona],
  );

  const atText = selection ? placeText(board, selection.focus) : undefined;
  const written = useRef(search.at);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (written.current === atText) return;
      written.current = atText;
      void navigate({ search: (before) => ({ ...before, at: atText }), replace: true, resetScroll: false });
    }, 200);
    return () => clearTimeout(timer);
  }, [atText, navigate]);
  // Back, forth and links within the map lead to another place.
  useEffect(() => {
    if (search.at === written.current) return;
    written.current = search.at;
    const place = placeFrom(board, search.at);
    setSelection(place && selecting(place));
    if (!place) return;
    const there = spotOf(board, place);
    if (there) view.reveal(there.row, there.column);
    // Once the board knows of it: a board without a selection begins with its first place.
    const timer = setTimeout(() => handle.current?.focus());
    return () => clearTimeout(timer);
  }, [search.at]);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current || !selection) return;
    first.current = false;
    const spot = spotOf(board, selection.focus);
    if (spot) view.reveal(spot.row, spot.column);
  });

  const spot = (selection && spotOf(board, selection.focus)) ?? { row: 1, column: 0 };
  const thing = link ? { in: 'links' as const, id: link } : selectedThing(board, shown, selection, spot);
  const onSelect = (next: Selection | null) => {
    setSelection(next);
    if (link) setLink(null);
  };
  const goTo = ({ row, column, card }: Found) => {
    onSelect(selecting(placeOf(board, { row, column }), card));
    view.reveal(row, column);
  };
  const goToPlace = (place: Place) => {
    onSelect(selecting(place));
    const to = spotOf(board, place);
    if (to) view.reveal(to.row, to.column);
    handle.current?.focus();
  };
  const beside = useBeside({ map: id, session, state, look, board, selected: thing, onSelect, view, handle, search, onSearch, onClose: closePanel });
  const onBoard = useMemo(() => (look ? { ...state, document: shown, present: [] } : state), [state, look, shown]);
  const isEmpty = visible.stages.length === 0 && visible.lanes.length === 0;
  const title = state.document.about.title || 'Map without a name';
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · Wend`;
    return () => {
      document.title = before;
    };
  }, [title]);
  return (
    <EditorContext value={editor}>
      <BoardMarksContext value={beside.marks}>
      <DriftProvider id={id} document={state.document} isSaved={state.unsaved === 0} period={search.period} segment={search.segment} onPanel={showDrift}>
      <NumbersContext value={numbers}>
      <PageBar
        title={title} crumbs={<MapCrumbs id={id} via={viaFrom(search.via)} />} tags={<PersonaChips shown={persona} onShow={showPersona} onManage={() => showPanel('personas')} />}
        actions={<><NumbersBar about={state.document.about} onAsk={onSearch} /><StateMenu id={id} document={state.document} comparing={search.compare !== undefined} onCompare={setCompare} />{!search.compare && <MapActions state={state} board={board} spot={spot} handle={handle} panel={search.panel} onPanel={togglePanel} onPresent={() => present(1)}>{beside.here}</MapActions>}</>}
      />
      <div className={classes.page}>
        <div className={classes.centre} onPointerDownCapture={beside.onMove} onKeyDownCapture={beside.onMove} onWheelCapture={beside.onMove}>
          {beside.above}
          {state.phase === 'gone' && <Notice>This map was removed by somebody else. What you see is how it was last.</Notice>}
          {problem && <Notice onClose={() => setProblem(null)}>{problem}</Notice>}
          {finding && !search.compare && (
            <FindBar board={board} scroller={scroller} onGo={goTo} onClose={() => { setFinding(false); handle.current?.focus(); }} />
          )}
          {search.compare ? (
            <CompareView own={state.document} other={search.compare} only={search.only === true} onOnly={(only) => void navigate({ search: (before) => ({ ...before, only: only || undefined }), replace: true, resetScroll: false })} onClose={() => setCompare(null)} />
          ) : isEmpty ? (
            <EmptyMap mayWrite={mayWrite} onStart={(operations) => editor.perform(operations)} />
          ) : (
            <Board
              ref={handle} board={board} layout={layout} view={view} scroller={scroller} state={onBoard} selection={selection} onSelect={onSelect} link={link} onLink={setLink} onOpenMap={openMap}
              onFind={() => setFinding(true)} onHelp={() => setHelp(true)} onProperties={() => showPanel('properties')} onComment={beside.comment}
            />
          )}
          {beside.over}
          <FootBar state={state} view={view} onForget={() => session.forgetRefused()} onHelp={() => setHelp(true)} />
          {help && <BoardHelp onClose={() => { setHelp(false); handle.current?.focus(); }} />}
        </div>
        {search.panel === 'properties' && <PropertyPanel document={shown} visible={visible} thing={thing} onLink={setLink} onLinkTo={(step) => handle.current?.linkTo(step)} onClose={closePanel} />}
        {search.panel === 'numbers' && <NumbersPanel document={shown} board={board} thing={thing} hasSelection={selection !== null} onSelect={goToPlace} onClear={() => setSelection(null)} onClose={closePanel} />}
        {search.panel === 'personas' && <PersonaPanel document={shown} visible={seenWhole} shown={persona} onShow={showPersona} onClose={closePanel} />}
        {search.panel === 'drift' && <DriftPanel onClose={closePanel} />}
        {search.panel === 'findings' && <FindingsPanel document={shown} visible={visible} onClose={closePanel} />}
        {search.panel === 'share' && mayWrite && <SharePanel map={id} onClose={closePanel} />}
        {search.panel === 'export' && <ExportPanel map={id} revision={state.revision} onClose={closePanel} />}
        {beside.panel}
        <PanelRail shown={search.panel} counts={beside.counts} news={beside.news} onPanel={togglePanel} />
      </div>
      {search.present !== undefined && <Presentation title={title} visible={visible} at={search.present - 1} onShow={(at) => present(at + 1)} onLeave={() => present(undefined)} />}
      </NumbersContext>
      </DriftProvider>
      </BoardMarksContext>
    </EditorContext>
  );
}

function Notice({ children, onClose }: { children: string; onClose?: () => void }) {
  return (
    <p className={classes.notice} role="alert">
      {children} {onClose && <Button size="compact-xs" onClick={onClose}>Close</Button>}
    </p>
  );
}

