import { Button, Checkbox } from '@mantine/core';
import { useMemo } from 'react';
import { asProblem, useMapDocument } from '../../../../api';
import { EmptyState, ErrorState, PictureSkeleton, Tag, type TagTone } from '../../../../design';
import type { MapDocument } from '../../engine/fields';
import { visible as seeing, type Visible } from '../../engine/visible';
import { columnWidth, headWidth } from '../geometry';
import { laneKindWords } from '../lane_kinds';
import type { ComparedCard, ComparedStep, Fate } from './align';
import { compared, type ComparedLane, type Comparison } from './compared';
import { CompareCurves } from './compare_curves';
import { fieldText, fieldWord } from './field_words';
import classes from './compare.module.css';

interface CompareViewProps {
  own: MapDocument;
  other: string;
  /** Only what is different. */
  only: boolean;
  onOnly: (only: boolean) => void;
  onClose: () => void;
}

/** Two maps in one: the steps of both side by side, and in each lane what was added, removed, moved and changed. */
export function CompareView({ own, other: id, only, onOnly, onClose }: CompareViewProps) {
  const other = useMapDocument(id);
  if (other.isPending) return <div className={classes.state}><PictureSkeleton height="60vh" /></div>;
  const close = <Button onClick={onClose}>Back to the map</Button>;
  if (other.isError && asProblem(other.error).status === 404) {
    return <EmptyState title="The other map is not there" action={close}>It was removed, or the address is not complete.</EmptyState>;
  }
  if (other.isError) return <ErrorState error={other.error} onRetry={() => void other.refetch()} action={close} />;
  return <Compared own={own} other={other.data.document} only={only} onOnly={onOnly} close={close} />;
}

/** The current state comes first; of two maps of one state this one. */
function sides(own: MapDocument, other: MapDocument): [MapDocument, MapDocument] {
  return own.about.state === 'future' && other.about.state !== 'future' ? [other, own] : [own, other];
}

const nameOf = ({ about }: MapDocument, twin: MapDocument) =>
  (about.state ?? 'current') !== (twin.about.state ?? 'current') ? (about.state === 'future' ? 'Future state' : 'Current state') : about.title || 'Map without a name';

interface ComparedProps {
  own: MapDocument;
  other: MapDocument;
  only: boolean;
  onOnly: (only: boolean) => void;
  close: React.ReactNode;
}

function Compared({ own, other, only, onOnly, close }: ComparedProps) {
  const [first, second] = sides(own, other);
  const [before, after] = useMemo(() => [seeing(first), seeing(second)] as const, [first, second]);
  const comparison = useMemo(() => compared(before, after), [before, after]);
  const names: [string, string] = [nameOf(first, second), nameOf(second, first)];
  const { counts } = comparison;
  const isSame = comparison.steps.every(({ fate }) => fate === 'same') && comparison.lanes.every(({ differs }) => !differs);
  return (
    <section className={classes.view} aria-label="Comparison of two maps">
      <header className={classes.head}>
        <p className={classes.legend}>
          <b className={classes.before}>{names[0]}</b> <span aria-hidden>→</span><span className={classes.hidden}>against</span> <b className={classes.after}>{names[1]}</b>
        </p>
        <p className={classes.counts}>
          Steps: {said(counts.steps)} · Cards: {said(counts.cards)}
        </p>
        <Checkbox size="sm" label="Only what differs" checked={only} onChange={(event) => onOnly(event.currentTarget.checked)} />
        {close}
      </header>
      {isSame ? (
        <EmptyState title="Both maps say the same" action={close}>Change one of them, and what is different stands here.</EmptyState>
      ) : (
        <CompareTable comparison={comparison} before={before} after={after} names={names} only={only} />
      )}
    </section>
  );
}

function said(counts: Record<Fate, number>): string {
  const words = (['added', 'removed', 'moved', 'changed'] as const).filter((fate) => counts[fate] > 0).map((fate) => `${counts[fate]} ${fate}`);
  return words.length > 0 ? words.join(', ') : 'all the same';
}

const tones: Record<Fate, TagTone> = { same: 'neutral', changed: 'warn', moved: 'accent', added: 'good', removed: 'pain' };

interface CompareTableProps {
  comparison: Comparison;
  before: Visible;
  after: Visible;
  names: [string, string];
  only: boolean;
}

function CompareTable({ comparison: { steps, lanes }, before, after, names, only }: CompareTableProps) {
  const shownSteps = steps.map((step, at) => ({ step, at })).filter(({ step, at }) => !only || step.fate !== 'same' || lanes.some(({ cards }) => cards[at]?.some(({ fate }) => fate !== 'same')));
  const shownLanes = lanes.filter((lane) => (lane.before ?? lane.after)?.kind !== 'line' && (!only || lane.differs));
  return (
    // Focusable, so that the keyboard can scroll it.
    <div className={classes.scroller} tabIndex={0} role="region" aria-label="Both maps">
      <table className={classes.table} style={{ width: headWidth + shownSteps.length * columnWidth }}>
        <colgroup>
          <col style={{ width: headWidth }} />
          {shownSteps.map(({ at }) => <col key={at} style={{ width: columnWidth }} />)}
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Step</th>
            {shownSteps.map(({ step, at }) => <StepHead key={at} step={step} newStage={at === 0 || steps[at - 1]?.stage !== step.stage} />)}
          </tr>
        </thead>
        <tbody>
          {shownLanes.map((lane) => {
            const one = lane.after ?? lane.before;
            if (!one) return null;
            return (
              <tr key={one.id}>
                <th scope="row">
                  {one.title || laneKindWords[one.kind ?? 'text'].title}
                  {!lane.before && <Tag tone="good">added</Tag>}
                  {!lane.after && <Tag tone="pain">removed</Tag>}
                </th>
                {one.kind === 'emotion' ? (
                  <td colSpan={shownSteps.length} className={classes.curves}>
                    <CompareCurves lane={lane} steps={shownSteps.map(({ step }) => step)} before={before} after={after} names={names} />
                  </td>
                ) : (
                  shownSteps.map(({ at }) => <Place key={at} lane={lane} cards={lane.cards[at] ?? []} only={only} />)
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function StepHead({ step, newStage }: { step: ComparedStep; newStage: boolean }) {
  const { before, after, fate, stage, stoodAfter, stageBefore } = step;
  const renamed = before && after && (before.title ?? '') !== (after.title ?? '');
  return (
    <th scope="col" data-fate={fate}>
      <small className={classes.stage}>{newStage ? stage || 'Stage without a name' : ' '}</small>
      {renamed && <del>{before.title || 'without a name'}</del>}
      <span className={fate === 'removed' ? classes.gone : undefined}>{(after ?? before)?.title || 'Step without a name'}</span>
      {fate !== 'same' && <Tag tone={tones[fate]}>{fate}</Tag>}
      {fate === 'moved' && <small className={classes.why}>{stoodAfter ? `was after “${stoodAfter}”` : 'was first'}</small>}
      {stageBefore !== undefined && <small className={classes.why}>was in “{stageBefore || 'a stage without a name'}”</small>}
    </th>
  );
}

function Place({ cards, only }: { lane: ComparedLane; cards: readonly ComparedCard[]; only: boolean }) {
  const shown = only ? cards.filter(({ fate }) => fate !== 'same') : cards;
  return (
    <td>
      {shown.length > 0 && (
        <ul className={classes.cards}>
          {shown.map((card) => (
            <CardDifference key={`${card.before?.id ?? ''}.${card.after?.id ?? ''}`} card={card} />
          ))}
        </ul>
      )}
    </td>
  );
}

const textOf = (card: ComparedCard['after']) => card?.text || (card && 'touchpoint' in card ? card.touchpoint : undefined) || (card && 'channel' in card ? card.channel : undefined) || (card && 'image' in card && card.image ? 'Picture' : '');

function CardDifference({ card: { before, after, fate, fields } }: { card: ComparedCard }) {
  const [old, now] = [textOf(before), textOf(after)];
  return (
    <li data-fate={fate}>
      {fate !== 'same' && <i className={classes.sign}>{fate === 'moved' ? (after ? 'moved here' : 'moved away') : fate}</i>}
      {fate === 'changed' && old !== now ? <><del>{old || 'nothing'}</del> <ins>{now || 'nothing'}</ins></> : fate === 'removed' || (fate === 'moved' && !after) ? <del>{old}</del> : now}
      {fields.map((field) => (
        <small key={field}>{fieldWord(field)}: {fieldText(before, field)} → {fieldText(after, field)}</small>
      ))}
    </li>
  );
}
