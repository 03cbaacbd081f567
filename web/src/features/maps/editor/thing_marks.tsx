import { Button } from '@mantine/core';
import { createContext, useContext } from 'react';
import { plural } from '../../../design';
import type { PartName } from '../engine/fields';
import type { ThingRef } from './selected_thing';
import classes from './thing_marks.module.css';

export type ChangeMark = 'added' | 'removed' | 'changed';

/** What the board shows at things beside what they are: how much is said about them, and what was changed. */
export interface BoardMarks {
  /** How many open threads there are, by the id of the thing. */
  comments: ReadonlyMap<string, number>;
  changes: ReadonlyMap<string, ChangeMark>;
  /** The change that one has come to. */
  current: string | null;
  /** Leads to what is said about a thing; where nothing is, one begins. */
  onComments: (thing: ThingRef) => void;
}

/** What the word of a change takes under a card. */
export const changeWordHeight = 14;

export const noMarks: BoardMarks = { comments: new Map(), changes: new Map(), current: null, onComments: () => undefined };
export const BoardMarksContext = createContext<BoardMarks>(noMarks);

const signs: Record<ChangeMark, string> = { added: '+', removed: '−', changed: '~' };

/** The marks at one thing of the board; drawn into the element of the thing, which is what they stand in. */
export function ThingMarks({ part, id }: { part: PartName; id: string }) {
  const { comments, changes, current, onComments } = useContext(BoardMarksContext);
  const count = comments.get(id) ?? 0;
  const change = changes.get(id);
  if (count === 0 && !change) return null;
  return (
    <>
      {change && (
        <span className={classes.change} data-what={change} data-current={current === id || undefined}>
          <span>
            <b aria-hidden>{signs[change]}</b> {change}
          </span>
        </span>
      )}
      {count > 0 && (
        <button
          type="button" tabIndex={-1} className={classes.comments} aria-label={count === 1 ? '1 open comment' : `${count} open comments`} title={count === 1 ? '1 open comment' : `${count} open comments`}
          onPointerDown={(event) => event.stopPropagation()}
          onClick={(event) => {
            event.stopPropagation();
            onComments({ in: part, id });
          }}
        >
          {count}
        </button>
      )}
    </>
  );
}

/** For what is not on the board itself: leads to what is said about it, or begins to say something. */
export function CommentButton({ part, id, name }: { part: PartName; id: string; name: string }) {
  const { comments, onComments } = useContext(BoardMarksContext);
  const count = comments.get(id) ?? 0;
  return (
    <Button size="compact-xs" aria-label={count > 0 ? `${plural(count, 'comment')} on ${name}` : `Comment on ${name}`} onClick={() => onComments({ in: part, id })}>
      {count > 0 ? plural(count, 'comment') : 'Comment'}
    </Button>
  );
}
