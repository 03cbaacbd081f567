import { Button } from '@mantine/core';
import { useState } from 'react';
import type { LeftOut, MapNumbers, UnmappedEvent } from '../../../../api/map_numbers';
import { count, Counted, Num, plural, share } from '../../../../design';
import { useEditor } from '../../editor/editor_context';
import { stepsRow, stagesRow, type Board, type Place } from '../../editor/place';
import { peopleOf } from './figure_rows';
import { acceptMoment, addFoundCard, addFoundStep, isMoment, nameOfFound } from './add_found';
import { Binder } from './binder';
import classes from './numbers_panel.module.css';

export interface GapsProps {
  numbers: MapNumbers;
  board: Board;
  onSelect: (place: Place) => void;
}

export function placeOfStep(id: string): Place {
  return { row: stepsRow, column: id };
}

function GoTo({ place, onSelect, children }: { place: Place | null; onSelect: GapsProps['onSelect']; children: string }) {
  if (!place) return <b>{children}</b>;
  return <button type="button" className={classes.go} onClick={() => onSelect(place)}>{children}</button>;
}

const titleOf = (board: Board, id: string) => board.visible.columns.find(({ step }) => step?.id === id)?.step?.title || 'Step without a name';

/** The strongest come first. */
const momentsShown = 4;

/** Steps that the data speaks for, to be marked with one click. */
export function Moments({ numbers, board, onSelect }: GapsProps) {
  const { perform, mayWrite } = useEditor();
  const { moments } = numbers.answer.result;
  const here = moments.filter(({ step }) => board.visible.columnOf.has(step));
  const [all, setAll] = useState(false);
  if (here.length === 0) return null;
  return (
    <section className={classes.part}>
      <h3>Moments that may matter <Counted what="Moments that matter" as="map_effect" /></h3>
      <ul className={classes.list}>
        {here.slice(0, all ? undefined : momentsShown).map(({ step, reasons }) => (
          <li key={step}>
            <span className={classes.line}>
              <GoTo place={placeOfStep(step)} onSelect={onSelect}>{titleOf(board, step)}</GoTo>
              {isMoment(board.visible, step) ? <span className={classes.quiet}>marked</span> : mayWrite && <Button size="compact-xs" aria-label={`Mark ${titleOf(board, step)} as a moment that matters`} onClick={() => perform(acceptMoment(board.visible, step))}>Mark it</Button>}
            </span>
            {reasons.map(({ sentence }) => <span key={sentence} className={classes.quiet}>{sentence} </span>)}
          </li>
        ))}
      </ul>
      {!all && here.length > momentsShown && <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>All {here.length} moments</Button>}
    </section>
  );
}

/** What customers do between steps and the map does not have. */
export function NotOnTheMap({ numbers, board, onSelect }: GapsProps) {
  const { perform, mayWrite } = useEditor();
  const { unmapped, unmapped_total: total } = numbers.answer.result;
  if (unmapped.length === 0) return null;
  const add = (found: UnmappedEvent, how: typeof addFoundStep) => {
    const { operations, id } = how(board.visible, found);
    if (operations.length === 0) return;
    perform(operations);
    if (how === addFoundStep && id) onSelect(placeOfStep(id));
  };
  return (
    <section className={classes.part}>
      <h3>In the data, not on the map <Counted what="In the data, not on the map" as="map_unmapped" /></h3>
      <ul className={classes.list}>
        {unmapped.map((found) => (
          <li key={found.event}>
            <span className={classes.line}>
              <b>{nameOfFound(found)}</b>
              <Num value={count(found.people)} detail={share(found.share.share)} people={peopleOf(numbers.question, found.ref, found.event)} />
            </span>
            <span className={classes.quiet}>
              {found.touchpoint !== null && found.touchpoint !== found.event && `event ${found.event}, `}
              {found.after === null ? 'before any step' : `mostly after ${titleOf(board, found.after)}`}
            </span>
            {mayWrite && (
              <span className={classes.buttons}>
                <Button size="compact-xs" aria-label={`Add ${nameOfFound(found)} as a step`} onClick={() => add(found, addFoundStep)}>Add as a step</Button>
                <Button size="compact-xs" aria-label={`Add ${nameOfFound(found)} as a touchpoint`} onClick={() => add(found, addFoundCard)}>Add as a touchpoint</Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {total > unmapped.length && <p className={classes.quiet}>Of {plural(total, 'name')}, those of most people.</p>}
    </section>
  );
}

/** Bound things that nobody came by in this period. */
export function NotInTheData({ numbers, board, onSelect }: GapsProps) {
  const { visible } = board;
  const { result } = numbers.answer;
  const steps = result.unreached.steps.filter((id) => visible.columnOf.has(id)).map((id) => ({ id, name: titleOf(board, id), place: placeOfStep(id) }));
  const cards = visible.lanes.filter(({ kind }) => kind === 'touchpoint').flatMap((lane) =>
    visible.columns.flatMap(({ step }) => (step ? visible.cellsAt(lane.id, step.id) : []).map((card) => ({ id: card.id, name: card.text || card.touchpoint || 'Touchpoint without a name', place: { row: lane.id, column: card.step } }))),
  );
  const nobody = new Set(result.cards.filter(({ people }) => people === 0).map(({ id }) => id));
  const all = [...steps, ...cards.filter(({ id }) => nobody.has(id))];
  if (all.length === 0) return null;
  return (
    <section className={classes.part}>
      <h3>On the map, not in the data</h3>
      <ul className={classes.list}>
        {all.map(({ id, name, place }) => (
          <li key={id} className={classes.line}>
            <GoTo place={place} onSelect={onSelect}>{name}</GoTo>
            <span className={classes.quiet}>nobody</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Unbound {
  left: LeftOut;
  name: string;
  place: Place | null;
  value: Record<string, unknown> | undefined;
}

/** What the data cannot be asked about, why, and a way to bind it. */
export function NotBound({ numbers, board, onSelect }: GapsProps) {
  const { session } = useEditor();
  const { document } = session.snapshot();
  const { visible } = board;
  const rows = numbers.unbound.flatMap((left): Unbound[] => {
    if (left.in === 'about') return [{ left, name: { period: 'The map’s period', segment: 'The map’s segment', outcome: 'The outcome', feedback: 'Feedback' }[left.field] ?? 'The map', place: null, value: undefined }];
    if (left.in === 'stages') {
      const stage = visible.stages.find(({ id }) => id === left.id);
      return stage ? [{ left, name: stage.title || 'Stage without a name', place: { row: stagesRow, column: board.columns[stage.from] ?? '' }, value: stage.binding }] : [];
    }
    if (left.in === 'steps') return visible.columnOf.has(left.id) ? [{ left, name: titleOf(board, left.id), place: placeOfStep(left.id), value: document.steps[left.id]?.binding }] : [];
    const card = document.cells[left.id];
    return card && visible.columnOf.has(card.step) ? [{ left, name: card.text || card.touchpoint || 'Touchpoint without a name', place: { row: card.lane, column: card.step }, value: card.binding }] : [];
  });
  if (rows.length === 0) return null;
  return (
    <section className={classes.part}>
      <h3>Without data</h3>
      <ul className={classes.list}>
        {rows.slice(0, listMax).map(({ left, name, place, value }) => (
          <li key={`${left.id}.${left.field}.${left.code}`}>
            <GoTo place={place} onSelect={onSelect}>{name}</GoTo>
            <p className={classes.quiet}>{left.reason} {left.hint}</p>
            {left.in !== 'about' && left.code !== 'too_many' && <Binder part={left.in} id={left.id} label={`Events of ${name}`} value={value} />}
          </li>
        ))}
      </ul>
      {rows.length > listMax && <p className={classes.quiet}>And {plural(rows.length - listMax, 'more', 'more')}.</p>}
    </section>
  );
}

const listMax = 50;
const whyWords = { no_touchpoint: 'no touchpoint stands here', nobody: 'nobody met the touchpoints that stand here' } as const;

/** Questions of customers that no touchpoint answers. */
export function Unanswered({ numbers, board, onSelect }: GapsProps) {
  const { session } = useEditor();
  const { cells } = session.snapshot().document;
  const rows = numbers.unanswered.flatMap((one) => {
    const cell = cells[one.cell];
    return cell && !cell.removed && board.visible.columnOf.has(cell.step) ? [{ ...one, cell }] : [];
  });
  if (rows.length === 0) return null;
  return (
    <section className={classes.part}>
      <h3>Questions without an answer <Counted what="Questions without an answer" as="map_unanswered" /></h3>
      <ul className={classes.list}>
        {rows.map(({ cell, step, why }) => (
          <li key={cell.order + step + cell.text}>
            <GoTo place={{ row: cell.lane, column: cell.step }} onSelect={onSelect}>{cell.text ?? ''}</GoTo>
            <p className={classes.quiet}>{titleOf(board, step)}: {whyWords[why]}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
