import { useEffect, useRef, useState, type CSSProperties, type KeyboardEvent, type PointerEvent } from 'react';
import type { Cell } from '../../engine/fields';
import { visible as seeing, type Seen, type Visible } from '../../engine/visible';
import { addCell } from '../commands';
import { feelingFrom } from '../clipboard';
import { useEditor } from '../editor_context';
import { whenHeld } from '../long_press';
import type { RowActions } from '../lane_row';
import type { PersonaOnMap } from '../personas/persona_view';
import { feelingAt, feelingText, feelingY } from './emotion_curve';
import classes from '../board.module.css';

interface EmotionPointProps {
  visible: Visible;
  lane: string;
  step: string;
  cell: Seen<Cell> | null;
  height: number;
  /** Enter was pressed: arrows change it, and a number may be typed. */
  adjusting: boolean;
  first: string;
  /** Whose feeling it is; null: everybody's. */
  persona: PersonaOnMap | null;
  onDone: RowActions['onDone'];
}

/** A point of the curve: dragged up and down, or changed by the arrow keys. */
export function EmotionPoint({ visible, lane, step, cell, height, adjusting, first, persona, onDone }: EmotionPointProps) {
  const { perform, mayWrite, session } = useEditor();
  const [dragging, setDragging] = useState<number | null>(null);
  const point = useRef<HTMLButtonElement>(null);
  const typed = useRef(first);
  const value = dragging ?? cell?.value;
  useEffect(() => {
    if (!adjusting) return;
    point.current?.focus();
    typed.current = first;
    const start = feelingFrom(first);
    if (start !== null) put(start);
  }, [adjusting]);
  const put = (next: number | null) => {
    if (cell) perform([{ op: 'set', in: 'cells', id: cell.id, field: 'value', value: next }], `${cell.id}.value`);
    else if (next !== null) perform(addCell(seeing(session.snapshot().document), lane, step, { value: next, ...(persona ? { persona: persona.id } : {}) }).operations, `${lane}.${step}.value`);
  };
  const heightAt = (event: PointerEvent<HTMLButtonElement>) => {
    const box = (event.currentTarget.closest('[role=gridcell]') as HTMLElement).getBoundingClientRect();
    return feelingAt(((event.clientY - box.top) / box.height) * height, height);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.shiftKey ? 0.5 : 0.1;
    const change = { ArrowUp: by, ArrowDown: -by }[event.key];
    if (change !== undefined) put(Math.round(Math.min(2, Math.max(-2, (value ?? 0) + change)) * 10) / 10);
    else if (event.key === 'Enter' || event.key === 'Escape') onDone('stay');
    else if (event.key === 'Tab') onDone(event.shiftKey ? 'previous' : 'next');
    else if (event.key === 'Delete' || event.key === 'Backspace') put(null);
    else if (/^[-−+0-9.,]$/.test(event.key)) {
      typed.current += event.key;
      const number = feelingFrom(typed.current);
      if (number !== null) put(number);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const colour = persona ? ({ '--point': persona.colour } as CSSProperties) : undefined;
  const of = persona ? `, ${persona.name}` : '';
  if (!mayWrite) return value === undefined ? null : <span className={classes.point} style={{ top: feelingY(value, height), ...colour }} title={feelingText(value) + of} />;
  return (
    <button
      ref={point} type="button" role="slider" tabIndex={-1} className={classes.point} data-none={value === undefined || undefined} data-low={(value ?? 0) < -0.8 || undefined}
      style={{ top: feelingY(value ?? 0, height), ...colour }} aria-label={`Feeling at ${visible.columns[visible.columnOf.get(step) ?? -1]?.step?.title || 'this step'}${of}`}
      aria-valuemin={-2} aria-valuemax={2} aria-valuenow={value ?? 0} aria-valuetext={value === undefined ? 'not said' : feelingText(value)} aria-orientation="vertical"
      title={value === undefined ? 'Drag to say how it feels' : feelingText(value) + of}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        if (event.pointerType === 'touch') {
          // A finger scrolls, unless it has rested on the point.
          const at = heightAt(event);
          whenHeld(event, () => setDragging(at));
          return;
        }
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(heightAt(event));
      }}
      onPointerMove={(event) => dragging !== null && setDragging(heightAt(event))}
      onPointerUp={() => {
        if (dragging !== null) put(dragging);
        setDragging(null);
      }}
      onPointerCancel={() => setDragging(null)}
      onKeyDown={onKeyDown}
      onBlur={() => adjusting && onDone('blur')}
    >
      <span className={classes.hiddenText}>{value === undefined ? 'not said' : feelingText(value)}</span>
      {dragging !== null && <span className={classes.pointValue} aria-hidden>{feelingText(dragging)}</span>}
    </button>
  );
}
