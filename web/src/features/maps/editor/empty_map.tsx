import { Button } from '@mantine/core';
import { EmptyState } from '../../../design';
import { emptyDocument } from '../engine/fields';
import { apply, type Operation } from '../engine/operations';
import { visible as seeing } from '../engine/visible';
import { addLane, addStage } from './commands';
import classes from './board.module.css';

const firstLanes = ['text', 'voice', 'emotion', 'touchpoint', 'pain', 'opportunity'] as const;

/** A stage, a step and the lanes that most maps have. */
export function firstThings(): Operation[] {
  let document = emptyDocument();
  const all: Operation[] = [];
  const perform = (operations: Operation[]) => {
    all.push(...operations);
    document = apply(document, operations);
  };
  perform(addStage(seeing(document), 0, 'after').operations);
  for (const kind of firstLanes) perform(addLane(seeing(document), firstLanes.indexOf(kind), kind).operations);
  return all;
}

export function EmptyMap({ mayWrite, onStart }: { mayWrite: boolean; onStart: (operations: Operation[]) => void }) {
  return (
    <div className={classes.empty}>
      <EmptyState title="Nothing on this map yet" action={mayWrite && <Button variant="filled" onClick={() => onStart(firstThings())}>Start with a stage and the usual lanes</Button>}>
        {mayWrite ? 'Stages and steps run from left to right, lanes from top to bottom. Begin with one of each and write as in a spreadsheet.' : 'Nobody has written anything here.'}
      </EmptyState>
    </div>
  );
}
