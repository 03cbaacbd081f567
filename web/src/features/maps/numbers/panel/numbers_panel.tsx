import { Button } from '@mantine/core';
import { EmptyState, ErrorState, RowsSkeleton } from '../../../../design';
import type { MapDocument } from '../../engine/fields';
import type { Board, Place } from '../../editor/place';
import { SidePanel } from '../../editor/panel/side_panel';
import type { ThingRef } from '../../editor/selected_thing';
import { useNumbers } from '../numbers_context';
import type { NumbersView } from '../numbers_view';
import { Binder } from './binder';
import { CardNumbersView } from './card_numbers';
import { PlaceNumbersView } from './place_numbers';
import { WholeMap } from './whole_map';
import classes from './numbers_panel.module.css';

interface NumbersPanelProps {
  document: MapDocument;
  board: Board;
  thing: ThingRef;
  hasSelection: boolean;
  onSelect: (place: Place) => void;
  onClear: () => void;
  onClose: () => void;
}

/** Whose numbers stand beside the board: those of the selected step, stage or touchpoint, else of the whole map. */
export function subjectOf(document: MapDocument, thing: ThingRef, hasSelection: boolean): { in: 'about' | 'stages' | 'steps' | 'cells'; id: string } {
  if (!hasSelection || thing.in === 'about' || thing.in === 'lanes') return { in: 'about', id: 'about' };
  if (thing.in === 'stages' || thing.in === 'steps') return { in: thing.in, id: thing.id };
  const of = thing.in === 'cells' ? document.cells[thing.id] : thing.in === 'pains' ? document.pains[thing.id] : undefined;
  if (!of) return { in: 'about', id: 'about' };
  const isTouchpoint = 'lane' in of && document.lanes[of.lane]?.kind === 'touchpoint';
  return isTouchpoint ? { in: 'cells', id: thing.id } : { in: 'steps', id: of.step };
}

export function NumbersPanel({ document, board, thing, hasSelection, onSelect, onClear, onClose }: NumbersPanelProps) {
  const { view, error, retry, waiting } = useNumbers();
  const subject = subjectOf(document, thing, hasSelection);
  const titles = { about: 'This map in numbers', stages: document.stages[subject.id]?.title || 'Stage', steps: document.steps[subject.id]?.title || 'Step', cells: document.cells[subject.id]?.text || document.cells[subject.id]?.touchpoint || 'Touchpoint' };
  return (
    <SidePanel label="Numbers" title={titles[subject.in]} onClose={onClose} actions={subject.in !== 'about' && <Button size="compact-xs" variant="subtle" onClick={onClear}>Whole map</Button>}>
      <div className={classes.body} tabIndex={0} role="region" aria-label="Numbers in detail" data-waiting={waiting || undefined} aria-busy={waiting || undefined}>
        {error !== null && error !== undefined && <ErrorState error={error} onRetry={retry} />}
        {!view && !error && <RowsSkeleton rows={8} height={26} />}
        {view && (subject.in === 'about' ? <WholeMap about={document.about} numbers={view.numbers} board={board} onSelect={onSelect} /> : <Subject view={view} document={document} subject={{ in: subject.in, id: subject.id }} />)}
      </div>
    </SidePanel>
  );
}

function Subject({ view, document, subject }: { view: NumbersView; document: MapDocument; subject: { in: 'stages' | 'steps' | 'cells'; id: string } }) {
  const { question } = view.numbers;
  const { id } = subject;
  const left = view.leftOut(id);
  const binding = document[subject.in][id]?.binding;
  const own = { part: subject.in, id, label: 'Counted by', value: binding };
  if (subject.in === 'cells') {
    const card = view.card(id);
    const cell = document.cells[id];
    return (
      <>
        <Binder {...own} none={cell?.touchpoint ? `the touchpoint ${cell.touchpoint}` : 'nothing yet'} />
        {card && cell ? <CardNumbersView key={id} card={card} step={cell.step} question={question} /> : <WithoutData reason={left?.reason} hint={left?.hint} />}
      </>
    );
  }
  const place = subject.in === 'steps' ? view.step(id) : view.stage(id);
  const by = view.numbers.bound.find((one) => one.id === id)?.by;
  const ofStep = { binding: 'its own events', touchpoint: `the touchpoint ${document.steps[id]?.touchpoint ?? ''}`, cards: 'the touchpoints below it' };
  const none = subject.in === 'stages' ? 'the events of its steps' : by ? ofStep[by] : 'nothing yet';
  const match = question[subject.in].find((one) => one.id === id)?.match;
  return (
    <>
      <Binder {...own} none={none} />
      {place ? <PlaceNumbersView place={place} question={question} match={match} /> : <WithoutData reason={left?.reason} hint={left?.hint} />}
    </>
  );
}

function WithoutData({ reason, hint }: { reason: string | undefined; hint: string | undefined }) {
  return <EmptyState title="No data here">{reason ?? 'Nothing says which events belong here.'} {hint}</EmptyState>;
}
