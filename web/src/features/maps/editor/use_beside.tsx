import { Button } from '@mantine/core';
import { useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import { asProblem, takeMapComment, useMapComments, useMapVersions, usePersonas, useSession, type MapComment } from '../../../api';
import { useQueryClient } from '@tanstack/react-query';
import type { MapSession, SessionState } from '../engine/session';
import type { BoardHandle } from './board';
import { CommentsPanel } from './comments/comments_panel';
import { seenUntil } from './comments/seen';
import { hasNew, openAt, threadsOf, threadWith } from './comments/threads';
import type { MapSearch, PanelName } from './map_search';
import { PeopleHere } from './people/people_here';
import { FollowFrame } from './people/follow_frame';
import { peopleOf, placeOf } from './people/people_words';
import { spotOf, type Board } from './place';
import type { Selection } from './selection';
import type { ThingRef } from './selected_thing';
import type { BoardMarks } from './thing_marks';
import { selectionOf } from './thing_place';
import type { useView } from './use_view';
import { shownInBoardOrder } from './versions/board_order';
import type { Look } from './versions/use_look';
import { VersionBar } from './versions/version_bar';
import { VersionsPanel } from './versions/versions_panel';
import classes from './beside.module.css';

interface BesideParts {
  map: string;
  session: MapSession;
  state: SessionState;
  look: Look | null;
  board: Board;
  selected: ThingRef;
  onSelect: (selection: Selection) => void;
  view: ReturnType<typeof useView>;
  handle: RefObject<BoardHandle | null>;
  search: MapSearch;
  /** Changes the address without a step back to it. */
  onSearch: (part: Partial<MapSearch>) => void;
  onClose: () => void;
}

export interface Beside {
  marks: BoardMarks;
  /** In the bar of the page: who else is here. */
  here: ReactNode;
  /** What waits in the panels, and in which there is something new. */
  counts: Partial<Record<PanelName, number>>;
  news: readonly PanelName[];
  /** Above the board. */
  above: ReactNode;
  /** Over the board. */
  over: ReactNode;
  /** Beside the board; null: something else may stand there. */
  panel: ReactNode;
  /** Begins a comment on what is selected. */
  comment: () => void;
  /** The person moves by themselves. */
  onMove: () => void;
}

/** What is said about an open map, what it was before, and who else is on it. */
export function useBeside(parts: BesideParts): Beside {
  const { map, session, state, look, board, selected, onSelect, view, handle, search, onSearch, onClose } = parts;
  const client = useQueryClient();
  const me = useSession().data?.user.id ?? '';
  const document = look?.document ?? state.document;
  const personaList = usePersonas(Object.keys(state.document.personas).length > 0).data?.items;
  const personas = useMemo(() => new Map((personaList ?? []).map(({ id, name }) => [id, name])), [personaList]);

  const go = (thing: ThingRef) => {
    const selection = selectionOf(board, document, thing);
    const spot = selection && spotOf(board, selection.focus);
    if (!selection || !spot) return;
    if (thing.in === 'links') onSearch({ link: thing.id });
    else onSelect(selection);
    view.reveal(spot.row, spot.column);
  };

  // What is said.
  const comments = useMapComments(map).data;
  const threads = useMemo(() => threadsOf(comments ?? []), [comments]);
  const counts = useMemo(() => openAt(threads), [threads]);
  const open = threads.filter(({ first }) => first.resolved_at === null).length;
  const since = seenUntil(map);
  const isNew = search.panel !== 'comments' && threads.some((thread) => hasNew(thread, me, since));
  const [writeCount, setWriteCount] = useState(0);
  useEffect(
    () =>
      session.hear((heard) => {
        if (heard.what === 'comment') takeMapComment(client, map, heard.comment as MapComment);
        else void client.invalidateQueries({ queryKey: ['map', map, 'comments'] });
      }),
    [session, client, map],
  );
  const gone = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (search.comment === gone.current) return;
    const thread = threadWith(threads, search.comment);
    if (!thread) return;
    gone.current = search.comment;
    go({ in: thread.first.in, id: thread.first.thing } as ThingRef);
  }, [search.comment, threads]);
  // What is not selected on the board, such as a persona, until something is.
  const [asked, setAsked] = useState<ThingRef | null>(null);
  useEffect(() => setAsked(null), [selected.id]);
  const comment = (thing: ThingRef | null = null) => {
    setAsked(thing);
    onSearch({ panel: 'comments' });
    setWriteCount(writeCount + 1);
  };
  const onLinked = (linked: string | undefined) => {
    gone.current = linked;
    onSearch({ comment: linked, panel: 'comments' });
  };

  // What was before.
  const [current, setCurrent] = useState<string | null>(null);
  const [restoring, setRestoring] = useState(false);
  const [restored, setRestored] = useState<{ version: number; revision: number; isSame: boolean } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const versions = useMapVersions(map, look !== null).data;
  const listed = useMemo(() => (look ? shownInBoardOrder(board, document, look.changes) : []), [look?.changes, board]);
  useEffect(() => setCurrent(null), [look?.version, look?.against]);
  const mayRestore = state.mayWrite && state.phase === 'ready' && state.unsaved === 0 && state.online;
  const onLook = (version: number | undefined, against?: MapSearch['against']) => {
    setRestored(null);
    onSearch({ version, against: version === undefined ? undefined : against });
  };
  const restore = async (version: number) => {
    setRestoring(true);
    setProblem(null);
    const before = session.snapshot().revision;
    try {
      await session.restore(version);
      const { revision } = session.snapshot();
      onLook(undefined);
      setRestored({ version, revision, isSame: revision === before });
    } catch (error) {
      setProblem(asProblem(error).message);
    }
    setRestoring(false);
  };

  // Who else is here.
  const people = useMemo(() => peopleOf(state.present).filter(({ user }) => user.id !== me), [state.present, me]);
  const [followed, setFollowed] = useState<string | null>(null);
  const leader = people.find(({ user }) => user.id === followed);
  const where = leader && JSON.stringify([leader.at.lane, leader.at.step, leader.at.id]);
  useEffect(() => {
    if (followed !== null && !leader) setFollowed(null);
    if (!leader || look) return;
    const selection = placeOf(board, document, leader.at);
    const spot = selection && spotOf(board, selection.focus);
    if (!selection || !spot) return;
    onSelect(selection);
    view.reveal(spot.row, spot.column);
  }, [followed, where, leader === undefined]);

  const marks = useMemo<BoardMarks>(
    () => ({
      comments: counts, changes: look?.marks ?? new Map(), current,
      onComments: ({ in: part, id }) => {
        const thread = threads.find(({ first }) => first.thing === id && first.resolved_at === null);
        if (!thread) return comment({ in: part, id });
        onSearch({ panel: 'comments', comment: thread.first.id, comments: undefined });
      },
    }),
    [counts, threads, look?.marks, current, writeCount],
  );
  // On a small window what stands beside the board covers it.
  const show = (thing: ThingRef) => {
    go(thing);
    if (window.matchMedia('(max-width: 900px)').matches) onSearch({ panel: undefined, comment: undefined });
  };
  const pick = (change: ThingRef) => {
    setCurrent(change.id);
    show(change);
  };
  return {
    marks, comment: () => comment(),
    onMove: () => followed !== null && setFollowed(null),
    here: <PeopleHere people={people} document={state.document} followed={followed} onFollow={setFollowed} />,
    counts: { comments: open }, news: isNew ? ['comments'] : [],
    above: (
      <>
        {look && (
          <VersionBar
            look={look} versions={versions ?? []} revision={state.revision} mayRestore={mayRestore} isRestoring={restoring} listed={listed} current={current} onPick={pick} onLook={onLook}
            onRestore={(version) => void restore(version)} onBoard={() => handle.current?.focus()}
          />
        )}
        {problem !== null && (
          <p className={classes.notice} role="alert">
            The version was not restored: {problem} <Button size="compact-sm" onClick={() => setProblem(null)}>Close</Button>
          </p>
        )}
        {restored && (restored.isSame || restored.revision === state.revision) && (
          <p className={classes.notice} role="status">
            {restored.isSame ? `Nothing is different from version ${restored.version}.` : `The map is as it was in version ${restored.version}.`}{' '}
            {!restored.isSame && state.canUndo && (
              <Button
                size="compact-sm"
                onClick={() => {
                  setRestored(null);
                  session.undo();
                  handle.current?.focus();
                }}
              >
                Undo
              </Button>
            )}{' '}
            <Button size="compact-sm" onClick={() => setRestored(null)}>Close</Button>
          </p>
        )}
      </>
    ),
    over: leader && !look ? <FollowFrame user={leader.user} onStop={() => setFollowed(null)} /> : null,
    panel:
      search.panel === 'comments' ? (
        <CommentsPanel
          map={map} document={document} selected={asked ?? selected} personas={personas} filter={search.comments ?? 'open'} onFilter={(filter) => onSearch({ comments: filter === 'open' ? undefined : filter, comment: undefined })}
          linked={search.comment} onLinked={onLinked} canGo={(thing) => selectionOf(board, document, thing) !== null} onGo={show} writeCount={writeCount} onClose={onClose}
        />
      ) : search.panel === 'versions' ? (
        <VersionsPanel
          map={map} revision={state.revision} isSaved={state.unsaved === 0 && state.online} mayWrite={state.mayWrite} look={look} listed={listed} current={current} personas={personas} onLook={onLook}
          onPick={pick} onRestore={(version) => void restore(version)} onClose={onClose}
        />
      ) : null,
  };
}
