import { Button, PasswordInput } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { asProblem, givePassword, sharedImage, type ShareAccess, type SharedMap } from '../../../api';
import { EmptyState, PictureSkeleton, relative, Tag } from '../../../design';
import { Board } from '../editor/board';
import { EditorContext, type Editor } from '../editor/editor_context';
import { layoutOf } from '../editor/layout';
import { personasOnMap } from '../editor/personas/persona_view';
import { boardOf } from '../editor/place';
import { selecting, type Selection } from '../editor/selection';
import { useView } from '../editor/use_view';
import type { MapDocument } from '../engine/fields';
import type { SessionState } from '../engine/session';
import { visibility } from '../engine/visible';
import { MapImagesContext } from '../map_images';
import { GuestComments } from './guest_comments';
import { embeddedRoute, sharedRoute } from './route';
import { stillSession } from './still_session';
import { useSharedMap } from './use_shared_map';
import classes from './shared.module.css';

export function SharedPage() {
  return <Shared token={sharedRoute.useParams().token} />;
}

export function EmbeddedPage() {
  return <Shared token={embeddedRoute.useParams().token} embedded />;
}

function Shared({ token, embedded = false }: { token: string; embedded?: boolean }) {
  const { state, access, open } = useSharedMap(token);
  const { map, problem, online } = state;
  useEffect(() => {
    document.title = `${map?.document?.about.title || 'Journey map'} · Wend`;
  }, [map]);
  if (problem) {
    return (
      <main className={classes.page}>
        <EmptyState page title={problem.status === 404 ? problem.message : 'The map cannot be reached'}>
          {problem.hint ?? 'It is asked for again every few seconds.'}
        </EmptyState>
      </main>
    );
  }
  if (!map) {
    return (
      <main className={classes.page}>
        <PictureSkeleton height="80vh" />
      </main>
    );
  }
  if (map.locked || !map.document) return <Locked token={token} onOpen={open} />;
  return <OpenShared map={map} document={map.document} access={access} online={online} embedded={embedded} />;
}

function Locked({ token, onOpen }: { token: string; onOpen: (pass: string) => void }) {
  const [password, setPassword] = useState('');
  const [state, setState] = useState<{ busy: boolean; problem: string | null }>({ busy: false, problem: null });
  const give = async () => {
    setState({ busy: true, problem: null });
    try {
      onOpen(await givePassword(token, password));
    } catch (error) {
      const problem = asProblem(error);
      setState({ busy: false, problem: [problem.message, problem.hint].filter(Boolean).join(' ') });
    }
  };
  return (
    <main className={classes.page}>
      <form
        className={classes.locked}
        onSubmit={(event) => {
          event.preventDefault();
          void give();
        }}
      >
        <h1>This map needs a password</h1>
        <p>Whoever sent the link knows it.</p>
        <PasswordInput
          label="Password" autoComplete="off" required autoFocus value={password} error={state.problem} visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" variant="filled" loading={state.busy}>Show the map</Button>
      </form>
    </main>
  );
}

interface OpenSharedProps {
  map: SharedMap<MapDocument>;
  document: MapDocument;
  access: ShareAccess;
  online: boolean;
  embedded: boolean;
}

/** Colours of channels come from the data, which strangers do not see: they have the map's own order. */
function channelsOf(document: MapDocument): { value: string }[] {
  const channels = new Set<string>();
  for (const cell of Object.values(document.cells)) if (cell.channel) channels.add(cell.channel);
  return [...channels].map((value) => ({ value }));
}

function OpenShared({ map, document, access, online, embedded }: OpenSharedProps) {
  const see = useMemo(visibility, []);
  const visible = see(document);
  const board = useMemo(() => boardOf(visible), [visible]);
  const layout = useMemo(() => layoutOf(visible), [visible]);
  const scroller = useRef<HTMLDivElement | null>(null);
  const [zoom, setZoom] = useState(100);
  const [selection, setSelection] = useState<Selection | null>(null);
  const [commenting, setCommenting] = useState(false);
  const view = useView(scroller, layout, board.columns.length, zoom, setZoom);
  const session = useMemo(stillSession, []);
  const onMap = useMemo(() => personasOnMap(visible.personas, map.personas ?? [], undefined), [visible.personas, map.personas]);
  const editor = useMemo<Editor>(() => ({ session, mayWrite: false, personas: onMap, persona: null, perform: () => undefined }), [session, onMap]);
  const [link, setLink] = useState<string | null>(null);
  const images = useCallback((id: string, signal: AbortSignal) => sharedImage(access, id, signal), [access.token, access.pass]);
  const client = useMemo(() => {
    const own = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false, enabled: false } } });
    own.setQueryData(['values', 'channel', ''], channelsOf(document));
    return own;
  }, [document]);
  const state: SessionState = {
    phase: 'ready', document, revision: map.revision ?? 0, mayWrite: false, online, unsaved: 0, kept: true, canUndo: false, canRedo: false, refused: [], present: [],
  };
  const personas = map.personas ?? [];
  const title = document.about.title || 'Map without a name';
  const percent = Math.round(view.zoom * 100);
  return (
    <QueryClientProvider client={client}>
      <MapImagesContext value={images}>
        <EditorContext value={editor}>
          <main className={classes.page}>
            <header className={classes.head}>
              <h1>{title}</h1>
              {personas.map(({ id, name }) => (
                <Tag key={id} tone="accent">{name}</Tag>
              ))}
              {document.about.state === 'future' && <Tag tone="accent">future state</Tag>}
              <span className={classes.space} />
              {map.rights === 'comment' && !embedded && (
                <Button aria-pressed={commenting} onClick={() => setCommenting(!commenting)}>Comments</Button>
              )}
            </header>
            <div className={classes.middle}>
              {visible.stages.length === 0 && visible.lanes.length === 0 ? (
                <EmptyState title="Nothing is on this map yet">What its makers write appears here.</EmptyState>
              ) : (
                <Board board={board} layout={layout} view={view} scroller={scroller} state={state} selection={selection} onSelect={(next) => setSelection(next && selecting(next.focus))} link={link} onLink={setLink} />
              )}
              {commenting && <GuestComments access={access} onClose={() => setCommenting(false)} />}
            </div>
            <footer className={classes.foot}>
              <span role="status">{online ? (map.updated_at ? `changed ${relative(map.updated_at)}` : '') : 'no connection; what you see may have changed'}</span>
              <span className={classes.space} />
              <span role="group" aria-label="Zoom" className={classes.zoom}>
                <button type="button" aria-label="Smaller" onClick={() => view.zoomAt(percent / 1.2)}>−</button>
                <button type="button" aria-label={`${percent} %, back to 100 %`} onClick={() => view.zoomAt(100)}>{percent} %</button>
                <button type="button" aria-label="Larger" onClick={() => view.zoomAt(percent * 1.2)}>+</button>
                <button type="button" onClick={view.fit}>Fit</button>
              </span>
              <span className={classes.wide}>A journey map of Wend</span>
            </footer>
          </main>
        </EditorContext>
      </MapImagesContext>
    </QueryClientProvider>
  );
}
