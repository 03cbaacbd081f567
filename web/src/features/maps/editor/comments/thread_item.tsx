import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useChangeMapComment } from '../../../../api';
import { plural, relative, Tag } from '../../../../design';
import type { ThingWords } from '../thing_words';
import { CommentItem, type Speaker } from './comment_item';
import { Composer } from './composer';
import { useDraft } from './drafts';
import { mentionedIn, type Mentionable } from './mentions';
import type { Thread } from './threads';
import { useSay } from './use_say';
import classes from './comments.module.css';

interface ThreadItemProps {
  map: string;
  thread: Thread;
  about: ThingWords;
  me: Speaker;
  people: readonly Mentionable[];
  nameOf: (user: string) => string;
  isNew: boolean;
  isOpen: boolean;
  /** The comment that a link led to. */
  linked: string | undefined;
  /** null: the thing is nowhere on the board. */
  onGo: (() => void) | null;
  onOpen: () => void;
}

/** So many replies are shown at once; a long exchange is folded in its middle. */
const repliesShown = 3;

/** What was said about one thing of the map, with what was replied. */
export function ThreadItem({ map, thread, about, me, people, nameOf, isNew, isOpen, linked, onGo, onOpen }: ThreadItemProps) {
  const { first, replies } = thread;
  const [isWhole, setWhole] = useState(false);
  const [draft, setDraft] = useDraft(`${map}.reply.${first.id}`);
  const { say, sending, problem } = useSay(map);
  const change = useChangeMapComment(map);
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOpen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const folded = isWhole || replies.length <= repliesShown || replies.some(({ id }) => id === linked) ? 0 : replies.length - repliesShown;
  const where = (
    <>
      <span>{about.kind}</span> {about.kind !== 'This map' && <b>{about.name}</b>} {about.where && <span>{about.where}</span>}
    </>
  );
  return (
    <li ref={element} className={classes.thread} data-open={isOpen || undefined} aria-current={isOpen || undefined}>
      <div className={classes.about}>
        {onGo ? (
          <button type="button" onClick={onGo} title="Show it on the board">{where}</button>
        ) : (
          <span className={classes.place}>{where}</span>
        )}
        {about.isGone && <Tag>removed</Tag>}
        {isNew && <Tag tone="accent">new</Tag>}
      </div>
      <CommentItem map={map} comment={first} me={me} people={people} replies={replies.length} isLinked={linked === first.id} />
      {folded > 0 && (
        <button type="button" className={classes.unfold} onClick={() => setWhole(true)}>
          {plural(folded, 'earlier reply', 'earlier replies')}
        </button>
      )}
      {replies.slice(folded).map((reply) => (
        <CommentItem key={reply.id} map={map} comment={reply} me={me} people={people} replies={0} isLinked={linked === reply.id} />
      ))}
      {first.resolved_at !== null && (
        <p className={classes.quiet}>Resolved by {nameOf(first.resolved_by ?? '')}, {relative(first.resolved_at)}</p>
      )}
      {(isOpen || draft !== '') && (
        <Composer
          label={`Reply to ${first.by.name}`} placeholder="Reply" text={draft} onText={setDraft} people={people} sendWord="Reply" sending={sending} problem={problem}
          onSend={() => say({ text: draft.trim(), mentions: mentionedIn(draft, people), parent: first.id }, () => setDraft(''))}
        />
      )}
      <div className={classes.threadFoot}>
        {!isOpen && draft === '' && <Button size="compact-sm" onClick={onOpen}>Reply</Button>}
        <Button
          size="compact-sm" loading={change.isPending} aria-label={`${first.resolved_at === null ? 'Resolve' : 'Open again'}: ${about.name}`}
          onClick={() => change.mutate({ id: first.id, resolved: first.resolved_at === null })}
        >
          {first.resolved_at === null ? 'Resolve' : 'Open again'}
        </Button>
        {change.error && <span className={classes.problem} role="alert">That was not kept. Try again.</span>}
      </div>
    </li>
  );
}
