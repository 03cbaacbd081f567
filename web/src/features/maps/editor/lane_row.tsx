import { memo, type PointerEvent } from 'react';
import type { Cell, Lane, Pain } from '../engine/fields';
import type { Present } from '../engine/transport';
import type { Seen, Visible } from '../engine/visible';
import { laneKindWords } from './lane_kinds';
import { cardOfKind } from './lanes/cards';
import { CurveLegend, EmotionCurve } from './lanes/emotion';
import { EmotionCell } from './lanes/emotion_cell';
import { PersonaCurves } from './lanes/persona_curves';
import { feelings } from './lanes/feelings';
import { BlueprintLine } from './lanes/line';
import { PainCard } from './lanes/pain';
import { metricsOf } from '../numbers/metrics';
import { StepMetrics } from '../numbers/step_metrics';
import { columnWidth, headWidth } from './layout';
import { CellEditor } from './cell_editor';
import { HeadButton } from './head_button';
import { useEditor } from './editor_context';
import { PersonaMark } from './personas/persona_mark';
import { PresenceMark } from './presence_mark';
import { ThingMarks } from './thing_marks';
import type { Range } from './place';
import classes from './board.module.css';

export interface Editing {
  row: string;
  column: string;
  /** The card, which may not be there yet; '' for a head. */
  card: string;
  /** What was typed to begin with. */
  first: string;
}

export interface RowActions {
  onMenu: (row: number, column: number, x: number, y: number) => void;
  onDone: (how: 'stay' | 'next' | 'previous' | 'another' | 'blur') => void;
  /** A link is drawn from a step by mouse. */
  onLinkPress: (event: PointerEvent, step: string, title: string) => void;
  /** The step that a link leads to is to be found. */
  onLinkTo: (step: string) => void;
}

interface LaneRowProps {
  visible: Visible;
  lane: Seen<Lane>;
  /** Which row of the board, and where it is. */
  row: number;
  top: number;
  height: number;
  from: number;
  to: number;
  range: Range | null;
  focusColumn: number | null;
  card: string | null;
  editing: Editing | null;
  present: readonly Present[];
  dropColumn: number | null;
  dropBefore: boolean;
  actions: RowActions;
}

const noteOf = (lane: Lane) => lane.note || (lane.kind === 'emotion' ? '−2 … +2' : '');

/** One lane: its head, and of its places those that are in sight. */
export const LaneRow = memo(function LaneRow(props: LaneRowProps) {
  const { visible, lane, row, top, height, from, to, range, focusColumn, editing, actions } = props;
  const kind = lane.kind ?? 'text';
  const title = lane.title || laneKindWords[kind].title;
  const columns = columnsToDraw(visible, lane.id, from, to, focusColumn);
  const { personas } = useEditor();
  const felt = kind === 'emotion' && !lane.collapsed ? feelings(visible, lane.id, personas) : null;
  const isIn = (column: number) => range !== null && row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;
  return (
    <div role="row" aria-rowindex={row + 1} className={classes.row} data-drop={props.dropBefore || undefined} style={{ top, height, width: headWidth + visible.columns.length * columnWidth }}>
      <div
        role="rowheader" aria-colindex={1} id={`p-${row}--1`} className={classes.laneHead} data-selected={isIn(-1) || undefined} data-row={row} data-column={-1} data-lane={lane.id}
        aria-selected={isIn(-1)}
      >
        {editing?.column === 'head' ? (
          <CellEditor part="lanes" id={lane.id} field="title" text={lane.title ?? ''} label="Title of the lane" first={editing.first} onDone={actions.onDone} className={classes.headInput} />
        ) : (
          <>
            <span className={classes.laneTitle}>{title}</span>
            {!lane.collapsed && noteOf(lane) !== '' && <small>{noteOf(lane)}</small>}
            {felt && <CurveLegend assumed={felt.points} columns={visible.columns} />}
          </>
        )}
        <HeadButton row={row} column={-1} label={`More about the lane ${title}`} actions={actions} />
        <ThingMarks part="lanes" id={lane.id} />
      </div>
      <div className={classes.cells}>
        {felt && <EmotionCurve assumed={felt.points} moments={felt.moments} noted={felt.noted} columns={visible.columns} width={visible.columns.length * columnWidth} height={height} />}
        {felt && felt.own.length > 0 && <PersonaCurves curves={felt.own} width={visible.columns.length * columnWidth} height={height} />}
        {kind === 'line' && <BlueprintLine width={visible.columns.length * columnWidth} title={title} />}
        {columns.map((column) => {
          const where = visible.columns[column];
          const step = where?.step?.id ?? null;
          const cards = step === null ? none : kind === 'pain' ? visible.painsAt(step) : visible.cellsAt(lane.id, step);
          const isFocus = focusColumn === column;
          return (
            <PlaceCell
              key={step ?? where?.stage} lane={lane} row={row} column={column} step={step} stepTitle={where?.step?.title ?? ''} cards={cards} height={height} visible={visible} selected={isIn(column)}
              focus={isFocus} dropping={props.dropColumn === column} selectedCard={isFocus ? props.card : null} editing={editing !== null && editing.column === step ? editing : null}
              present={step === null ? none : presentAt(props.present, lane.id, step)} actions={actions}
            />
          );
        })}
      </div>
    </div>
  );
}, sameRow);

/** Rows of a board change only where something in them did. */
function sameRow(before: LaneRowProps, after: LaneRowProps): boolean {
  return (Object.keys(after) as (keyof LaneRowProps)[]).every((key) => {
    if (key === 'visible') return sameLane(before, after);
    if (key === 'range') return sameRange(before, after);
    if (key === 'present') return before.present === after.present || (before.present.length === 0 && after.present.length === 0);
    return before[key] === after[key];
  });
}

function sameLane(before: LaneRowProps, after: LaneRowProps): boolean {
  const [a, b] = [before.visible, after.visible];
  if (a === b) return true;
  if (a.columns !== b.columns) return false;
  if ((after.lane.kind ?? 'text') === 'pain') return a.painsAt === b.painsAt || after.visible.columns.every(({ step }) => !step || sameCards(a.painsAt(step.id), b.painsAt(step.id)));
  return sameCells(a.cellsIn(before.lane.id), b.cellsIn(after.lane.id));
}

function sameCells(a: ReadonlyMap<string, readonly Seen<Cell>[]>, b: ReadonlyMap<string, readonly Seen<Cell>[]>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [step, cards] of b) if (!sameCards(a.get(step), cards)) return false;
  return true;
}

function sameCards(a: readonly object[] | undefined, b: readonly object[]): boolean {
  return a !== undefined && a.length === b.length && b.every((card, at) => card === a[at]);
}

function sameRange(before: LaneRowProps, after: LaneRowProps): boolean {
  const clip = ({ range, row }: LaneRowProps) => (range && row >= range.top && row <= range.bottom ? `${range.left} ${range.right}` : '');
  return clip(before) === clip(after);
}

/** Those in sight, those whose cards reach into sight, and the one with the focus. */
function columnsToDraw(visible: Visible, lane: string, from: number, to: number, focus: number | null): number[] {
  const columns = new Set<number>();
  for (const [step, cards] of visible.cellsIn(lane)) {
    const column = visible.columnOf.get(step);
    if (column === undefined || column >= from) continue;
    if (cards.some((cell) => cell.to !== undefined && visible.endOf(cell) >= from)) columns.add(column);
  }
  if (focus !== null && focus >= 0) columns.add(focus);
  for (let column = from; column <= to; column += 1) columns.add(column);
  return [...columns].sort((a, b) => a - b);
}

const none: readonly never[] = [];

function presentAt(present: readonly Present[], lane: string, step: string): readonly Present[] {
  const here = present.filter(({ at }) => at?.lane === lane && at.step === step);
  return here.length === 0 ? none : here;
}

interface PlaceCellProps {
  visible: Visible;
  lane: Seen<Lane>;
  row: number;
  column: number;
  /** null: the place of a stage without steps. */
  step: string | null;
  stepTitle: string;
  height: number;
  cards: readonly (Seen<Cell> | Seen<Pain>)[];
  selected: boolean;
  focus: boolean;
  dropping: boolean;
  selectedCard: string | null;
  editing: Editing | null;
  present: readonly Present[];
  actions: RowActions;
}

/** Scrolling draws what comes into sight and leaves all else as it is. */
const PlaceCell = memo(
  function PlaceCell(props: PlaceCellProps) {
    const { lane, row, column, step, cards, selected, focus } = props;
    return (
      <div
        role="gridcell" id={`p-${row}-${column}`} aria-colindex={column + 2} aria-selected={selected} className={classes.cell} data-selected={selected || undefined} data-focus={focus || undefined}
        data-drop={props.dropping || undefined} data-row={row} data-column={column} style={{ left: column * columnWidth }} data-empty={step === null || undefined} data-kind={lane.kind ?? 'text'}
      >
        {!lane.collapsed && step !== null && <PlaceContent {...props} step={step} />}
        {lane.collapsed && cards.length > 0 && <span className={classes.count}>{cards.length}</span>}
        {props.present.map((other) => (
          <PresenceMark key={other.client} present={other} />
        ))}
      </div>
    );
  },
  (before, after) =>
    (Object.keys(after) as (keyof PlaceCellProps)[]).every((key) => {
      if (key === 'visible') return before.visible.columns === after.visible.columns;
      return key === 'cards' ? sameCards(before.cards, after.cards) : before[key] === after[key];
    }),
);

function PlaceContent({ visible, lane, column, step, stepTitle, cards, height, selectedCard, editing, actions }: PlaceCellProps & { step: string }) {
  const kind = lane.kind ?? 'text';
  if (kind === 'line') return null;
  if (kind === 'emotion') {
    return <EmotionCell visible={visible} lane={lane.id} step={step} cells={cards as readonly Seen<Cell>[]} height={height} editing={editing} onDone={actions.onDone} />;
  }
  const part = kind === 'pain' ? 'pains' : 'cells';
  const known = new Map(cards.map((card) => [card.id, card]));
  const ids = cards.map(({ id }) => id).concat(editing && !known.has(editing.card) ? [editing.card] : []);
  const drawn = ids.map((id) => {
    const card = known.get(id);
    const span = card && kind !== 'pain' ? visible.endOf(card as Cell) - column : 0;
    const isEdited = editing?.card === id;
    return (
      <div
        key={id} data-card={id} className={classes.card} data-selected={selectedCard === id || undefined} data-span={span > 0 || undefined}
        style={span > 0 ? { width: (span + 1) * columnWidth - 18 } : undefined}
      >
        {!isEdited && card?.persona && <PersonaMark of={card.persona} />}
        {isEdited && (
          <CellEditor
            part={part} id={id} missing={!card} field="text" text={card?.text ?? ''} first={editing.first} place={{ lane: lane.id, step }} onDone={actions.onDone}
            label={`${lane.title || laneKindWords[kind].title}, ${stepTitle}`}
            className={kind === 'voice' || kind === 'question' ? classes.voiceInput : classes.input}
          />
        )}
        {!isEdited && card && (kind === 'pain' ? <PainCard pain={card as Seen<Pain>} /> : <CellCard kind={kind} card={card as Seen<Cell>} />)}
        {card && <ThingMarks part={part} id={id} />}
      </div>
    );
  });
  if (kind !== 'metric') return drawn;
  return (
    <>
      <StepMetrics step={step} metrics={metricsOf(lane)} />
      {drawn}
    </>
  );
}

function CellCard({ kind, card }: { kind: Exclude<Lane['kind'], 'pain' | 'emotion' | 'line' | undefined>; card: Seen<Cell> }) {
  const Card = cardOfKind[kind] ?? cardOfKind.text;
  return <Card card={card} />;
}
