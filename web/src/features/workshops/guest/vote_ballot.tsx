import { ActionIcon } from '@mantine/core';
import type { Play, WorkshopState } from '../../../api';
import { PlusIcon } from '../../../design';
import { columnsOf, pilesAt, targetOf, votesLeft, type Command, type Pile } from '../session/state';
import classes from './guest.module.css';

/** Giving one's votes to notes and groups. */
export function VoteBallot({ state, play, act }: { state: WorkshopState; play: Play; act: (command: Command) => void }) {
  const left = votesLeft(state, play);
  const columns = columnsOf(state, play);
  const piles = columns.flatMap((column) => play.areas.flatMap((area) => pilesAt(state, play, area.name, column.id).map((pile) => ({ pile, where: [play.areas.length > 1 && area.title, columns.length > 1 && column.title].filter(Boolean).join(' · ') }))));
  const set = (pile: Pile, count: number) => act({ do: 'vote', play: play.id, target: targetOf(pile), count });
  return (
    <>
      <p className={classes.left} role="status">
        <b>{left}</b> of {play.votes} {play.votes === 1 ? 'vote' : 'votes'} left. You may give several to one.
      </p>
      {piles.length === 0 && <p className={classes.quiet}>There is nothing to vote for.</p>}
      <ul className={classes.notes} aria-label="Votes">
        {piles.map(({ pile, where }) => {
          const name = pile.group ? pile.group.name : (pile.notes[0]?.text ?? '');
          return (
            <li key={targetOf(pile)} className={classes.ballot} data-mine={pile.mine > 0 || undefined}>
              <div>
                <p>{name}</p>
                {(where !== '' || pile.notes.length > 1) && <p className={classes.quiet}>{[where, pile.notes.length > 1 && `${pile.notes.length} notes`].filter(Boolean).join(' · ')}</p>}
              </div>
              <div className={classes.stepper}>
                <ActionIcon variant="default" size={40} aria-label={`One vote less for ${name.slice(0, 60)}`} disabled={pile.mine === 0} onClick={() => set(pile, pile.mine - 1)}>
                  <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" aria-hidden><path d="M3 8h10" /></svg>
                </ActionIcon>
                <output aria-label={`Your votes for ${name.slice(0, 60)}`}>{pile.mine}</output>
                <ActionIcon variant="default" size={40} aria-label={`One vote more for ${name.slice(0, 60)}`} disabled={left <= 0} onClick={() => set(pile, pile.mine + 1)}>
                  <PlusIcon />
                </ActionIcon>
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}
