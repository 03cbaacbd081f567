import { dayKey } from '../../../design/format_time';
import type { KeyedEvent } from './event_key';

export interface DayRow {
  kind: 'day';
  key: string;
  at: number;
  /** Stages that the customer entered on this day, in their order. */
  stages: string[];
}
/** Days in which nothing happened. */
export interface GapRow {
  kind: 'gap';
  key: string;
  seconds: number;
}
/** The end of one session and the start of another on the same day. */
export interface PauseRow {
  kind: 'pause';
  key: string;
  seconds: number;
}
export interface EventRow {
  kind: 'event';
  key: string;
  event: KeyedEvent;
  /** Neighbours equal to it, itself included, when they are folded into this row. */
  run: KeyedEvent[];
  /** Part of a run that has been unfolded; the first of them folds it again. */
  unfolded: boolean;
  /** Whether a line leads on to the next row. */
  joined: boolean;
}
export type TimelineRow = DayRow | GapRow | PauseRow | EventRow;

export interface RowOptions {
  /** Keys of the runs that are shown one by one. */
  unfolded: ReadonlySet<string>;
  /** The event of the address; its run is never folded over it. */
  open?: string;
  stages?: { stage: string; from: string }[];
}

const dayS = 86_400;
/** A gap is a sentence from here on; below it the two days say enough. */
export const gapWorthSaying_s = 2 * dayS;

/** Events in the order of the list, as the rows that show them. */
export function timelineRows(events: KeyedEvent[], options: RowOptions): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const stages = stagesByDay(options.stages ?? []);
  let before: KeyedEvent | null = null;
  let beforeDay = '';
  for (let index = 0; index < events.length; ) {
    const event = events[index] as KeyedEvent;
    const day = dayKey(event.at);
    if (before === null || day !== beforeDay) {
      if (before !== null) {
        const seconds = Math.abs(event.at - before.at) / 1000;
        if (seconds >= gapWorthSaying_s) rows.push({ kind: 'gap', key: `gap ${before.key}`, seconds });
      }
      rows.push({ kind: 'day', key: `day ${day}`, at: event.at, stages: stages.get(day) ?? [] });
    } else if (event.session !== before.session) {
      const seconds = Math.abs(event.at - before.at) / 1000;
      rows.push({ kind: 'pause', key: `pause ${before.key}`, seconds });
    } else {
      const last = rows.at(-1);
      if (last?.kind === 'event') last.joined = true;
    }
    const run = runFrom(events, index, day);
    rows.push(...runRows(run, options));
    before = run.at(-1) as KeyedEvent;
    beforeDay = day;
    index += run.length;
  }
  return rows;
}

/** Equal events of one session and day that follow each other. */
function runFrom(events: KeyedEvent[], start: number, day: string): KeyedEvent[] {
  const first = events[start] as KeyedEvent;
  const run = [first];
  for (let index = start + 1; index < events.length; index += 1) {
    const next = events[index] as KeyedEvent;
    const equal =
      next.event === first.event &&
      next.channel === first.channel &&
      next.role === first.role &&
      next.session === first.session &&
      dayKey(next.at) === day;
    if (!equal) break;
    run.push(next);
  }
  return run;
}

function runRows(run: KeyedEvent[], { unfolded, open }: RowOptions): EventRow[] {
  const first = run[0] as KeyedEvent;
  const single = { kind: 'event' as const, joined: false };
  if (run.length === 1) return [{ ...single, key: first.key, event: first, run, unfolded: false }];
  if (!unfolded.has(first.key) && !run.some((event) => event.key === open)) {
    return [{ ...single, key: first.key, event: first, run, unfolded: false }];
  }
  return run.map((event, index) => ({
    ...single,
    key: event.key,
    event,
    run: index === 0 ? run : [event],
    unfolded: true,
    joined: index < run.length - 1,
  }));
}

function stagesByDay(stages: { stage: string; from: string }[]): Map<string, string[]> {
  const byDay = new Map<string, string[]>();
  for (const { stage, from } of stages) {
    const day = dayKey(from);
    const list = byDay.get(day) ?? [];
    if (list.at(-1) !== stage) list.push(stage);
    byDay.set(day, list);
  }
  return byDay;
}
