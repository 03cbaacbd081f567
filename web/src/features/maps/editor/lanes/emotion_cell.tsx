import type { Cell } from '../../engine/fields';
import type { Seen, Visible } from '../../engine/visible';
import { useEditor } from '../editor_context';
import type { Editing, RowActions } from '../lane_row';
import { ownerOf } from '../personas/persona_view';
import { ThingMarks } from '../thing_marks';
import { FeltTip } from './felt_tip';
import { EmotionPoint } from './emotion_point';
import classes from '../board.module.css';

interface EmotionCellProps {
  visible: Visible;
  lane: string;
  step: string;
  cells: readonly Seen<Cell>[];
  height: number;
  editing: Editing | null;
  onDone: RowActions['onDone'];
}

/** The feelings at one step: a point of everybody's curve, and one of each persona who has a curve of her own. */
export function EmotionCell({ visible, lane, step, cells, height, editing, onDone }: EmotionCellProps) {
  const { persona, personas } = useEditor();
  const best = (list: readonly Seen<Cell>[]) => list.find(({ value }) => value !== undefined) ?? list[0];
  const of = (owner: string | null) => best(cells.filter((cell) => ownerOf(cell, personas) === owner));
  const shared = of(null);
  const owners = [...personas.keys()].filter((id) => of(id)?.value !== undefined);
  // What the keys change: the persona's whose view this is, else everybody's, else the only one there is.
  const main = persona ?? (shared ? null : (owners[0] ?? null));
  const all = [...new Set([...(shared && main !== null ? [null] : []), ...owners.filter((id) => id !== main), main])];
  const note = of(main)?.text;
  return (
    <>
      {all.map((owner) => (
        <EmotionPoint
          key={owner ?? 'all'} lane={lane} step={step} cell={of(owner) ?? null} height={height} visible={visible} adjusting={owner === main && editing !== null} first={owner === main ? (editing?.first ?? '') : ''}
          onDone={onDone} persona={personas.get(owner ?? '') ?? null}
        />
      ))}
      <FeltTip step={step} assumed={of(main)?.value} />
      {note && <span className={classes.feelingNote}>{note}</span>}
      {all.map((owner) => of(owner)).map((cell) => cell && <ThingMarks key={cell.id} part="cells" id={cell.id} />)}
    </>
  );
}
