import { Button, SegmentedControl } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useMapComments, useSession, useUsers } from '../../../../api';
import { EmptyState, ErrorState, RowsSkeleton } from '../../../../design';
import { isIdOf, isPart, type MapDocument } from '../../engine/fields';
import { SidePanel } from '../panel/side_panel';
import type { ThingRef } from '../selected_thing';
import { thingWords, type PersonaNames } from '../thing_words';
import { Composer } from './composer';
import { keepDraft, readDraft, useDraft } from './drafts';
import { mentionedIn } from './mentions';
import { haveSeen, seenUntil } from './seen';
import { ThreadItem } from './thread_item';
import { hasNew, isOf, threadFilters, threadsOf, threadWith, type ThreadFilter } from './threads';
import { useSay } from './use_say';
import classes from './comments.module.css';

interface CommentsPanelProps {
  map: string;
  document: MapDocument;
  /** The selected thing: what one speaks about next. */
  selected: ThingRef;
  personas: PersonaNames;
  filter: ThreadFilter;
  onFilter: (filter: ThreadFilter) => void;
  /** The comment that the address names. */
  linked: string | undefined;
  onLinked: (comment: string | undefined) => void;
  canGo: (thing: ThingRef) => boolean;
  onGo: (thing: ThingRef) => void;
  /** Grows when one is to write. */
  writeCount: number;
  onClose: () => void;
}

/** So many threads are drawn at first. */
const threadsShown = 60;

const nothingHere: Record<ThreadFilter, { title: string; text: string }> = {
  open: { title: 'Nobody has said anything yet', text: 'Select a step, a lane or a card and write what is to be said about it. @ tells somebody.' },
  mine: { title: 'Nothing of yours is open', text: 'Here stands what you began, answered or were mentioned in.' },
  resolved: { title: 'Nothing was resolved yet', text: 'What is settled is resolved, and can be read here and opened again.' },
};

/** What is said about the map and its things, beside the board. */
export function CommentsPanel(props: CommentsPanelProps) {
  const { map, document, filter, linked } = props;
  const comments = useMapComments(map);
  const user = useSession().data?.user;
  const users = useUsers();
  const people = users.data ?? [];
  const me = user?.id ?? '';
  const threads = useMemo(() => threadsOf(comments.data ?? []), [comments.data]);
  const since = useRef(seenUntil(map)).current;
  const newest = threads[0]?.latest;
  useEffect(() => {
    if (comments.data) haveSeen(map, newest ?? new Date(0).toISOString());
  }, [map, newest, comments.data]);
  const open = threadWith(threads, linked);
  const [most, setMost] = useState(threadsShown);
  const listed = threads.filter((thread) => isOf(thread, filter, me) || thread === open);
  // The one that a link leads to is in sight, however old it is.
  const shown = open && listed.indexOf(open) >= most ? [open, ...listed.filter((thread) => thread !== open)] : listed;
  const counts = threads.filter((thread) => isOf(thread, 'open', me)).length;
  const nameOf = (id: string) => (id === me ? 'you' : (people.find((one) => one.id === id)?.name ?? 'somebody'));
  const speaker = { id: me, isAdmin: user?.role === 'admin' };
  return (
    <SidePanel label="Comments" title="Comments" onClose={props.onClose}>
      <div className={classes.top}>
        <SegmentedControl
          fullWidth size="xs" aria-label="Which comments" value={filter} onChange={(next) => props.onFilter(next as ThreadFilter)}
          data={threadFilters.map((value) => ({ value, label: value === 'open' ? `Open${counts > 0 ? ` ${counts}` : ''}` : value === 'mine' ? 'Mine' : 'Resolved' }))}
        />
        <NewThread {...props} />
      </div>
      <div className={classes.list} tabIndex={0} role="region" aria-label="What was said">
        {comments.isError ? (
          <ErrorState error={comments.error} onRetry={() => void comments.refetch()} />
        ) : comments.data === undefined ? (
          <RowsSkeleton rows={5} height={52} />
        ) : shown.length === 0 ? (
          <EmptyState title={filter === 'open' && threads.length > 0 ? 'Everything is resolved' : nothingHere[filter].title}>{nothingHere[filter].text}</EmptyState>
        ) : (
          <ul className={classes.threads}>
            {shown.slice(0, most).map((thread) => {
              const thing = { in: thread.first.in, id: thread.first.thing } as ThingRef;
              return (
                <ThreadItem
                  key={thread.first.id} map={map} thread={thread} about={thingWords(document, thing, props.personas)} me={speaker} people={people} nameOf={nameOf}
                  isNew={hasNew(thread, me, since)} isOpen={thread === open} linked={linked}
                  onOpen={() => props.onLinked(thread.first.id)}
                  onGo={
                    props.canGo(thing)
                      ? () => {
                          props.onLinked(thread.first.id);
                          props.onGo(thing);
                        }
                      : null
                  }
                />
              );
            })}
            {shown.length > most && (
              <li className={classes.rest}>
                <Button fullWidth onClick={() => setMost(most + threadsShown)}>Show more of {shown.length}</Button>
              </li>
            )}
          </ul>
        )}
      </div>
    </SidePanel>
  );
}

/** One begins a thread about what is selected; what is half written stays with the thing it is about. */
function NewThread({ map, document, selected, personas, onLinked, writeCount }: CommentsPanelProps) {
  const people = useUsers().data ?? [];
  const [text, setText] = useDraft(`${map}.new`);
  const [written, setWritten] = useState(() => readThing(readDraft(`${map}.new_about`)));
  const { say, sending, problem } = useSay(map);
  const about = (text === '' ? null : written) ?? selected;
  const put = (next: string, thing = about) => {
    setText(next);
    setWritten(thing);
    keepDraft(`${map}.new_about`, next === '' ? '' : `${thing.in} ${thing.id}`);
  };
  const words = thingWords(document, about, personas);
  const isMap = about.in === 'about';
  return (
    <Composer
      label={`Comment on ${isMap ? 'this map' : words.name}`} placeholder="Say something about it" text={text} onText={(next) => put(next)} people={people} sendWord="Comment" sending={sending} problem={problem}
      focusCount={writeCount}
      onSend={() =>
        say({ text: text.trim(), mentions: mentionedIn(text, people), in: about.in, thing: about.id }, ({ id }) => {
          put('');
          onLinked(id);
        })
      }
    >
      <p className={classes.target}>
        <span>{words.kind}</span> {!isMap && <b>{words.name}</b>}
        {text !== '' && about.id !== selected.id && <button type="button" onClick={() => put(text, selected)}>Say it about the selection instead</button>}
      </p>
    </Composer>
  );
}

function readThing(text: string): ThingRef | null {
  const [part, id] = text.split(' ');
  return isPart(part) && isIdOf(part, id) ? { in: part, id } : null;
}
