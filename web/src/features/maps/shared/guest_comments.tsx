import { Button, Textarea, TextInput } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { asProblem, guestComments, sayAsGuest, type GuestComment, type ShareAccess } from '../../../api';
import { relative, RowsSkeleton } from '../../../design';
import { SidePanel } from '../editor/panel/side_panel';
import classes from './shared.module.css';

const lookMs = 10_000;

/** What people with this link said, and what was replied to them. */
export function GuestComments({ access, onClose }: { access: ShareAccess; onClose: () => void }) {
  const { token, pass } = access;
  const [comments, setComments] = useState<GuestComment[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const look = useCallback(
    async (signal?: AbortSignal) => {
      try {
        setComments(await guestComments({ token, pass }, signal));
      } catch (error) {
        if (!signal?.aborted) setProblem(asProblem(error).message);
      }
    },
    [token, pass],
  );
  useEffect(() => {
    const gone = new AbortController();
    void look(gone.signal);
    const timer = setInterval(() => void look(gone.signal), lookMs);
    return () => {
      gone.abort();
      clearInterval(timer);
    };
  }, [look]);
  const say = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await sayAsGuest({ token, pass }, { name: name.trim(), text: text.trim() });
      setText('');
      await look();
    } catch (error) {
      const found = asProblem(error);
      setProblem([found.message, found.hint].filter(Boolean).join(' '));
    }
    setBusy(false);
  };
  return (
    <SidePanel label="Comments" title="Comments" onClose={onClose}>
      <div className={classes.comments}>
        {comments === null ? (
          <RowsSkeleton rows={3} height={40} />
        ) : comments.length === 0 ? (
          <p className={classes.hint}>Nothing was said yet. The team that made this map reads what you write, and may reply here.</p>
        ) : (
          <ul>
            {comments.map((comment) => (
              <li key={comment.id} data-reply={comment.parent !== null || undefined}>
                <b>{comment.by}</b> <small>{relative(comment.created_at)}{comment.resolved ? ' · resolved' : ''}</small>
                <p>{comment.text}</p>
              </li>
            ))}
          </ul>
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void say();
          }}
        >
          <TextInput label="Your name" maxLength={80} required autoComplete="name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Textarea label="Comment" maxLength={5_000} required autosize minRows={3} maxRows={10} value={text} onChange={(event) => setText(event.currentTarget.value)} />
          <Button type="submit" variant="filled" loading={busy}>Say it</Button>
          {problem !== null && <p role="alert" className={classes.problem}>{problem}</p>}
        </form>
      </div>
    </SidePanel>
  );
}
