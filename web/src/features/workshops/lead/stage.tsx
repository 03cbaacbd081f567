import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { LedWorkshop, Play } from '../../../api';
import { plural } from '../../../design';
import { currentPlay, isShown } from '../session/state';
import type { Held } from '../session/use_session';
import { LineResult } from './line_result';
import { NoteBoard } from './note_board';
import { StepList } from './step_list';
import { Timer } from './timer';
import classes from './lead.module.css';

interface StageProps {
  held: Held<LedWorkshop>;
  state: LedWorkshop;
  /** The play that is looked at, where it is not the current one. */
  playId: string | undefined;
  onPlay: (play: string | undefined) => void;
}

/** The play that is going on: its time, what to do, and what the room has found. */
export function Stage({ held, state, playId, onPlay }: StageProps) {
  const { workshop } = state;
  const current = currentPlay(state);
  const at = workshop.at ?? 0;
  const play = workshop.agenda.find(({ id }, index) => id === playId && index <= at) ?? current;
  if (!play || !current) return null;
  const ended = workshop.status === 'ended';
  const leads = state.may_write && !ended;
  const isCurrent = play.id === current.id;
  return (
    <>
      <nav className={classes.agenda} aria-label="Agenda">
        <ol>
          {workshop.agenda.map((one, index) => (
            <li key={one.id}>
              <button
                type="button" aria-current={one.id === play.id ? 'step' : undefined} disabled={index > at} data-now={!ended && one.id === current.id ? true : undefined}
                onClick={() => onPlay(one.id === current.id ? undefined : one.id)}
              >
                <b>{one.title}</b>
                <small>{one.minutes} min</small>
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <header className={classes.stage}>
        <div className={classes.what}>
          <h2>{play.title}</h2>
          {play.prompt !== '' && <p>{play.prompt}</p>}
        </div>
        {!ended && <Timer state={state} receivedAt={held.receivedAt} className={classes.clock} />}
      </header>
      {leads && (isCurrent ? <Controls held={held} state={state} play={play} onPlay={onPlay} /> : (
        <div className={classes.controls}>
          <span className={classes.quiet}>You are looking back; the room is at {current.title}.</span>
          <Button onClick={() => onPlay(undefined)}>To where the room is</Button>
          <Button onClick={() => { held.act({ do: 'go', play: play.id }); onPlay(undefined); }}>Take the room back to {play.title}</Button>
        </div>
      ))}
      <Progress state={state} play={play} isCurrent={isCurrent} />
      {play.line ? <LineResult state={state} play={play} /> : <NoteBoard key={play.id} state={state} play={play} act={held.act} mayEdit={leads} />}
      {play.kind === 'actions' && <StepList state={state} act={held.act} mayEdit={leads} />}
    </>
  );
}

function Progress({ state, play, isCurrent }: { state: LedWorkshop; play: Play; isCurrent: boolean }) {
  const hidden = state.hidden[play.id] ?? 0;
  const cast = state.votes.cast[play.id] ?? 0;
  const said = [
    !isShown(play) && !play.line && `${plural(hidden, 'note')} hidden until you reveal them`,
    isCurrent && state.workshop.voting && `${plural(cast, 'vote')} cast; the counts show when you close the votes`,
  ].filter(Boolean);
  return <p className={classes.progress} role="status">{said.join(' · ')}</p>;
}

function Controls({ held, state, play, onPlay }: { held: Held<LedWorkshop>; state: LedWorkshop; play: Play; onPlay: (play: string | undefined) => void }) {
  const { workshop } = state;
  const { act } = held;
  const next = workshop.agenda[(workshop.at ?? 0) + 1];
  const end = () =>
    modals.openConfirmModal({
      title: 'End the workshop?',
      children: 'Nobody adds anything afterwards. Everything that was written is kept and shown to all, and can be put on the map.',
      labels: { confirm: 'End it', cancel: 'Go on' },
      confirmProps: { variant: 'filled' },
      onConfirm: () => act({ do: 'end' }),
    });
  return (
    <div className={classes.controls} role="group" aria-label="Lead the play">
      {workshop.status === 'running' ? <Button onClick={() => act({ do: 'pause' })}>Pause</Button> : <Button variant="filled" onClick={() => act({ do: 'resume' })}>Go on</Button>}
      <Button onClick={() => act({ do: 'add_minutes', minutes: 1 })} aria-label="One minute more">+1 min</Button>
      <Button onClick={() => act({ do: 'add_minutes', minutes: 5 })} aria-label="Five minutes more">+5 min</Button>
      {!isShown(play) && <Button onClick={() => act({ do: 'reveal', play: play.id })}>Reveal</Button>}
      {play.votes > 0 && (workshop.voting ? <Button onClick={() => act({ do: 'close_voting' })}>Close the votes</Button> : <Button onClick={() => act({ do: 'open_voting' })}>Open the votes</Button>)}
      <span className={classes.grow} />
      {next ? (
        <Button variant={workshop.status === 'running' ? 'filled' : 'default'} onClick={() => { act({ do: 'go', play: next.id }); onPlay(undefined); }}>
          Next: {next.title}
        </Button>
      ) : null}
      {next ? <Button onClick={end}>End</Button> : <Button variant="filled" onClick={end}>End the workshop</Button>}
    </div>
  );
}
