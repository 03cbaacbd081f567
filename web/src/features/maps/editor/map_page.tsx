import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSession } from '../../../api';
import { EmptyState, PageBar, PageBody, PictureSkeleton } from '../../../design';
import { Refused } from '../engine/operations';
import type { MapSession, SessionState } from '../engine/session';
import { visibility } from '../engine/visible';
import { NumbersBar } from '../numbers/numbers_bar';
import { NumbersContext } from '../numbers/numbers_context';
import { NumbersPanel } from '../numbers/panel/numbers_panel';
import { useNumbersOf } from '../numbers/use_map_numbers';
import { mapRoute } from '../route';
import { useMapSession } from '../use_map_session';
import { Board, type BoardHandle } from './board';
import { EditorContext, type Editor } from './editor_context';
import { EmptyMap } from './empty_map';
import { FootBar } from './foot_bar';
import { layoutOf } from './layout';
import { MapActions } from './map_actions';
import type { PanelName } from './map_search';
import { forgetWidths } from './measure';
import { PropertyPanel } from './panel/property_panel';
import { boardOf, placeFrom, placeText, spotOf, type Place } from './place';
import { selecting, type Selection } from './selection';
import { selectedThing } from './selected_thing';
import { useView } from './use_view';
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
  return <OpenMap key={id} session={opened.session} state={opened.state} />;
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
      forgetWidths();
      if (here) setReady(true);
    });
    return () => {
      here = false;
    };
  }, [ready]);
  return ready;
}

function OpenMap({ session, state }: { session: MapSession; state: SessionState }) {
  const search = mapRoute.useSearch();
  const navigate = mapRoute.useNavigate();
  const { id } = mapRoute.useParams();
  const mayWrite = state.mayWrite && state.phase === 'ready';
  const numbers = useNumbersOf(id, state, { period: search.period, segment: search.segment, trend: search.panel === 'numbers' });
  const [problem, setProblem] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement | null>(null);
  const handle = useRef<BoardHandle>(null);
  const showPanel = useCallback((panel: PanelName | undefined) => void navigate({ search: (before) => ({ ...before, panel }), replace: true }), [navigate]);
  const closePanel = () => {
    showPanel(undefined);
    handle.current?.focus();
  };
  const see = useMemo(visibility, []);
  const fonts = useFonts();
  const visible = see(state.document);
  const board = useMemo(() => boardOf(visible), [visible]);
  const layout = useMemo(() => layoutOf(visible), [visible, fonts]);
  const [selection, setSelection] = useState<Selection | null>(() => {
    const place = placeFrom(board, search.at);
    return place && selecting(place);
  });
  const onZoom = useCallback((zoom: number) => void navigate({ search: (before) => ({ ...before, zoom: zoom === 100 ? undefined : zoom }), replace: true }), [navigate]);
  const view = useView(scroller, layout, board.columns.length, search.zoom ?? 100, onZoom);

  const editor = useMemo<Editor>(
    () => ({
      session, mayWrite,
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
    [session, mayWrite],
  );

  const atText = selection ? placeText(board, selection.focus) : undefined;
  const written = useRef(search.at);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (written.current === atText) return;
      written.current = atText;
      void navigate({ search: (before) => ({ ...before, at: atText }), replace: true });
    }, 200);
    return () => clearTimeout(timer);
  }, [atText, navigate]);
  // Back, forth and links within the map lead to another place.
  useEffect(() => {
    if (search.at === written.current) return;
    written.current = search.at;
    const place = placeFrom(board, search.at);
    setSelection(place && selecting(place));
    if (place) handle.current?.focus();
  }, [search.at]);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current || !selection) return;
    first.current = false;
    const spot = spotOf(board, selection.focus);
    if (spot) view.reveal(spot.row, spot.column);
  });

  const spot = (selection && spotOf(board, selection.focus)) ?? { row: 1, column: 0 };
  const goTo = (place: Place) => {
    setSelection(selecting(place));
    const to = spotOf(board, place);
    if (to) view.reveal(to.row, to.column);
    handle.current?.focus();
  };
  const thing = selectedThing(board, state.document, selection, spot);
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
      <NumbersContext value={numbers}>
        <PageBar
          title={title} crumbs={crumbs}
          actions={
            <>
              <NumbersBar about={state.document.about} onAsk={(asked) => void navigate({ search: (before) => ({ ...before, ...asked }), replace: true })} />
              <MapActions state={state} board={board} spot={spot} handle={handle} panel={search.panel} onPanel={(panel) => showPanel(panel === search.panel ? undefined : panel)} />
            </>
          }
        />
        <div className={classes.page}>
          <div className={classes.centre}>
            {state.phase === 'gone' && <Notice>This map was removed by somebody else. What you see is how it was last.</Notice>}
            {problem && <Notice onClose={() => setProblem(null)}>{problem}</Notice>}
            {isEmpty ? (
              <EmptyMap mayWrite={mayWrite} onStart={(operations) => editor.perform(operations)} />
            ) : (
              <Board ref={handle} board={board} layout={layout} view={view} scroller={scroller} state={state} selection={selection} onSelect={setSelection} onProperties={() => showPanel('properties')} />
            )}
            <FootBar state={state} view={view} onForget={() => session.forgetRefused()} />
          </div>
          {search.panel === 'numbers' && <NumbersPanel document={state.document} board={board} thing={thing} hasSelection={selection !== null} onSelect={goTo} onClear={() => setSelection(null)} onClose={closePanel} />}
          {search.panel === 'properties' && <PropertyPanel document={state.document} visible={visible} thing={thing} onClose={closePanel} />}
        </div>
      </NumbersContext>
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

