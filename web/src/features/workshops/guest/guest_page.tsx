import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem, type GuestWorkshop } from '../../../api';
import { get, setCsrfToken } from '../../../api/client';
import { ErrorState, RowsSkeleton } from '../../../design';
import { Frame } from '../../session/frame';
import { Timer } from '../lead/timer';
import { currentPlay, isShown } from '../session/state';
import { useGuestWorkshop, type Held } from '../session/use_session';
import { LineBallot } from './line_ballot';
import { NoteSheet } from './note_sheet';
import { VoteBallot } from './vote_ballot';
import classes from './guest.module.css';

/** The workshop on a participant's phone. */
export function GuestPage() {
  // Once, to learn which workshop this device is in; the session follows it from there.
  const opened = useQuery({
    queryKey: ['workshop', 'guest'],
    staleTime: 0,
    gcTime: 0,
    retry: (count, error) => asProblem(error).retryable && count < 20,
    queryFn: async ({ signal }) => {
      const state = await get<GuestWorkshop>('workshops/join/state', { signal });
      setCsrfToken(state.csrf_token);
      return state.id;
    },
  });
  if (opened.data) return <Guest key={opened.data} id={opened.data} />;
  if (opened.isError) return <NotIn error={opened.error} onRetry={() => void opened.refetch()} />;
  return (
    <main className={classes.page} aria-busy>
      <h1 className={classes.loading}>Workshop</h1>
      <RowsSkeleton rows={6} height={28} />
    </main>
  );
}

function NotIn({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const problem = asProblem(error);
  if (problem.status !== 401 && problem.status !== 404) {
    return (
      <Frame title="Workshop">
        <ErrorState error={error} onRetry={onRetry} />
      </Frame>
    );
  }
  return (
    <Frame title={problem.status === 404 ? 'This workshop was removed' : 'You are in no workshop'}>
      <p className={classes.quiet}>{problem.status === 404 ? 'Whoever invited you has taken it away.' : 'This device has not joined one, or it was long ago. Open the link that you were given, or type the code.'}</p>
      <Button component={Link} to="/workshop" variant="filled" mt={14} h={40}>
        Type a code
      </Button>
    </Frame>
  );
}

function Guest({ id }: { id: string }) {
  const held = useGuestWorkshop(id);
  const { state, problem } = held;
  if (problem && !problem.retryable) return <NotIn error={problem} onRetry={() => void held.refresh()} />;
  if (!state) {
    return (
      <main className={classes.page} aria-busy>
        <h1 className={classes.loading}>Workshop</h1>
        <RowsSkeleton rows={6} height={28} />
      </main>
    );
  }
  const { workshop } = state;
  const play = currentPlay(state);
  const running = workshop.status === 'running' || workshop.status === 'paused';
  return (
    <main className={classes.page}>
      <header className={classes.head}>
        <p className={classes.title}>{workshop.title}</p>
        {running && <Timer state={state} receivedAt={held.receivedAt} className={classes.timer} />}
        {running && workshop.at !== null && (
          <p className={classes.progress}>
            Play {workshop.at + 1} of {workshop.agenda.length}
          </p>
        )}
      </header>
      <Connection held={held} />
      {workshop.status === 'waiting' && <Waiting state={state} />}
      {workshop.status === 'ended' && <Ended state={state} />}
      {running && play && (
        <>
          <h1 className={classes.play}>{play.title}</h1>
          {workshop.status === 'paused' && <p className={classes.paused} role="status">Paused. What you have written is kept; it goes on in a moment.</p>}
          <Prompt key={`prompt ${play.id}`} text={play.prompt} />
          {workshop.voting ? (
            <VoteBallot key={play.id} state={state} play={play} act={held.act} />
          ) : play.line ? (
            <LineBallot key={play.id} state={state} play={play} act={held.act} />
          ) : (
            <NoteSheet key={play.id} state={state} play={play} act={held.act} paused={workshop.status === 'paused'} />
          )}
          {!isShown(play) && !play.line && <p className={classes.quiet}>Only you see your notes until they are revealed. {hiddenWords(state.hidden[play.id] ?? 0)}</p>}
        </>
      )}
    </main>
  );
}

const hiddenWords = (notes: number) => (notes === 0 ? '' : notes === 1 ? 'There is one more.' : `There are ${notes} more.`);

function Prompt({ text }: { text: string }) {
  const [open, setOpen] = useState(true);
  if (text === '') return null;
  return (
    <details className={classes.prompt} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What to do</summary>
      <p>{text}</p>
    </details>
  );
}

/** What of this device is not with the others yet, and what was not taken. */
function Connection({ held }: { held: Held<GuestWorkshop> }) {
  const { link, unsent, refused } = held;
  return (
    <>
      <div role="status" className={link === 'lost' ? classes.offline : undefined}>
        {link === 'lost' && `No connection. Go on writing: ${unsent === 0 ? 'everything so far has arrived' : unsent === 1 ? 'one thing waits' : `${unsent} things wait`}, and all is sent as soon as it is back.`}
      </div>
      {refused.map(({ problem, command }, at) => (
        <div key={at} className={classes.refused} role="alert">
          <p>
            <b>{problem.message}</b> {problem.hint}
          </p>
          {typeof command.text === 'string' && <p className={classes.lost}>{command.text}</p>}
          <Button size="compact-sm" onClick={() => held.dismiss(at)}>
            Close
          </Button>
        </div>
      ))}
    </>
  );
}

function Waiting({ state }: { state: GuestWorkshop }) {
  const { goal, scope } = state.workshop;
  return (
    <section className={classes.waiting}>
      <h1 className={classes.play}>You are in{state.name === '' ? '' : `, ${state.name}`}</h1>
      <p>It starts when the facilitator starts it. Keep this page open.</p>
      {goal !== '' && (
        <>
          <h2>Goal</h2>
          <p>{goal}</p>
        </>
      )}
      {scope !== '' && (
        <>
          <h2>Scope</h2>
          <p>{scope}</p>
        </>
      )}
    </section>
  );
}

function Ended({ state }: { state: GuestWorkshop }) {
  const own = state.notes.filter(({ mine }) => mine);
  return (
    <section className={classes.waiting}>
      <h1 className={classes.play}>The workshop has ended</h1>
      <p>Thank you for taking part. The facilitator has everything that the room has written.</p>
      {own.length > 0 && (
        <>
          <h2>What you wrote</h2>
          <ul className={classes.own}>
            {own.map((note) => (
              <li key={note.id}>{note.text}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
