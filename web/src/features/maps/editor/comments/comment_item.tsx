import { ActionIcon, Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { useChangeMapComment, useRemoveMapComment, type MapComment } from '../../../../api';
import { dayAndClock, plural, relative } from '../../../../design';
import { initials } from '../../../../people/initials';
import { personStyle } from '../presence_mark';
import { Composer } from './composer';
import { useDraft } from './drafts';
import { mentionedIn, piecesOf, type Mentionable } from './mentions';
import classes from './comments.module.css';

export interface Speaker {
  id: string;
  /** May remove what others said. */
  isAdmin: boolean;
}

interface CommentItemProps {
  map: string;
  comment: MapComment;
  me: Speaker;
  people: readonly Mentionable[];
  replies: number;
  isLinked: boolean;
}

/** One thing that was said; its words may be changed by who said it. */
export function CommentItem({ map, comment, me, people, replies, isLinked }: CommentItemProps) {
  const [mode, setMode] = useState<'read' | 'edit' | 'remove'>('read');
  const [draft, setDraft] = useDraft(`${map}.edit.${comment.id}`);
  const change = useChangeMapComment(map);
  const removal = useRemoveMapComment(map);
  const isOwn = comment.by.id === me.id;
  const isChanged = comment.updated_at !== comment.created_at;
  const save = () =>
    change.mutate(
      { id: comment.id, text: draft.trim(), mentions: mentionedIn(draft, people) },
      {
        onSuccess: () => {
          setDraft('');
          setMode('read');
        },
      },
    );
  return (
    <article className={classes.comment} id={comment.id} data-linked={isLinked || undefined} aria-label={`${comment.by.name}, ${relative(comment.created_at)}`}>
      <span className={classes.avatar} style={personStyle(comment.by.id)} aria-hidden>{initials(comment.by.name)}</span>
      <div className={classes.said}>
        <header>
          <b>{comment.by.name}</b>
          <time dateTime={comment.created_at} title={dayAndClock(comment.created_at)}>{relative(comment.created_at)}</time>
          {isChanged && <span title={dayAndClock(comment.updated_at)}>edited</span>}
          {(isOwn || me.isAdmin) && mode === 'read' && (
            <Menu position="bottom-end" width={160}>
              <Menu.Target>
                <ActionIcon size={22} aria-label={`More about the comment of ${comment.by.name}`} className={classes.more}>⋯</ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {isOwn && (
                  <Menu.Item
                    onClick={() => {
                      if (draft === '') setDraft(comment.text);
                      setMode('edit');
                    }}
                  >
                    Edit
                  </Menu.Item>
                )}
                <Menu.Item color="pain" onClick={() => setMode('remove')}>Remove</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </header>
        {mode === 'edit' ? (
          <Composer
            label="Edit the comment" placeholder="" text={draft} onText={setDraft} onSend={save} people={people} sendWord="Save" sending={change.isPending} problem={change.error} autoFocus
            onCancel={() => {
              setDraft('');
              change.reset();
              setMode('read');
            }}
          />
        ) : (
          <p className={classes.text}>
            {piecesOf(comment.text, people.filter(({ id }) => comment.mentions.includes(id))).map(({ text, person }, at) =>
              person ? <mark key={at} data-me={person.id === me.id || undefined}>{text}</mark> : text)}
          </p>
        )}
        {mode === 'remove' && (
          <div className={classes.confirm} role="alertdialog" aria-label="Remove the comment">
            <p>{replies > 0 ? `Remove this comment and ${plural(replies, 'reply', 'replies')} to it for good?` : 'Remove this comment for good?'}</p>
            {removal.error && <p className={classes.problem} role="alert">It was not removed. Try again.</p>}
            <Button size="compact-sm" onClick={() => setMode('read')} autoFocus>Keep it</Button>
            <Button size="compact-sm" color="pain" variant="filled" loading={removal.isPending} onClick={() => removal.mutate(comment.id)}>Remove</Button>
          </div>
        )}
      </div>
    </article>
  );
}
