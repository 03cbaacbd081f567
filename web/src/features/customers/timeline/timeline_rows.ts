import type { TimelineSession } from '../../../api';
import { dayKey } from '../../../design/format_time';
import type { OutlineEvent } from './outline';
import { dayStart, nextDay } from './period';

export interface DayRow {
  kind: 'day';
  key: string;
  at: number;
  /** Stages that the customer first entered on this day, in their order. */
  stages: string[];
}
export interface SessionRow {
  kind: 'session';
  key: string;
  session: TimelineSession;
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
  event: OutlineEvent;
  /** Neighbours equal to it, itself included, when they are folded into this row. */
  run: OutlineEvent[];
  /** The run that this row was unfolded from; only on the first of it. */
  unfolded: boolean;
  /** Names the run for folding and unfolding. */
  runKey: number;
  /** Whether a line leads on to the next row. */
  joined: boolean;
}
export type TimelineRow = DayRow | SessionRow | GapRow | PauseRow | EventRow;

export interface RowOptions {
  order: 'asc' | 'desc';
  sessions: TimelineSession[];
  /** Names of the runs that are shown one by one. */
  unfolded: ReadonlySet<number>;
  /** The event of the address; its run is never folded over it. */
  open?: number;
  stages?: { stage: string; from: string }[];
}

const dayS = 86_400;
/** A gap is a sentence from here on; below it the two days say enough. */
export const gapWorthSaying_s = 2 * dayS;
/** Two lines are as quick to read as a folded one. */
export const foldFrom = 3;
/** A session of one event says nothing that the event does not. */
const headedFrom = 2;

/** Events (in the order of time) as the rows that show them, in the order of the list. */
export function timelineRows(ascending: OutlineEvent[], options: RowOptions): TimelineRow[] {
  const events = options.order === 'asc' ? ascending : ascending.toReversed();
  const rows: TimelineRow[] = [];
  const stages = stagesByDay(options.stages ?? []);
  const dayOf = dayFinder();
  let before: OutlineEvent | null = null;
  let beforeDay = '';
  for (let index = 0; index < events.length; ) {
    const event = events[index] as OutlineEvent;
    const day = dayOf(event.at);
    const newSession = before === null || event.session !== before.session;
    const seconds = before === null ? 0 : Math.abs(event.at - before.at) / 1000;
    if (day !== beforeDay) {
      if (before !== null && seconds >= gapWorthSaying_s) rows.push({ kind: 'gap', key: `gap ${before.id}`, seconds });
      rows.push({ kind: 'day', key: `day ${day}`, at: event.at, stages: stages.get(day) ?? [] });
    } else if (before !== null && newSession) {
      rows.push({ kind: 'pause', key: `pause ${before.id}`, seconds });
    }
    const session = options.sessions[event.session];
    if (newSession && session && session.events >= headedFrom) {
      rows.push({ kind: 'session', key: `session ${session.number}`, session });
    }
    const last = rows.at(-1);
    if (last?.kind === 'event') last.joined = true;
    const run = runFrom(events, index, day, dayOf);
    pushRun(rows, run, options);
    before = run.at(-1) as OutlineEvent;
    beforeDay = day;
    index += run.length;
  }
  return rows;
}

/** The day of a moment; quick as long as moments of one day follow each other. */
function dayFinder(): (at: number) => string {
  let day = '';
  let from = 0;
  let to = 0;
  return (at) => {
    if (at >= from && at < to) return day;
    day = dayKey(at);
    from = dayStart(day);
    to = dayStart(nextDay(day));
    return day;
  };
}

/** Equal events of one session and day that follow each other. */
function runFrom(events: OutlineEvent[], start: number, day: string, dayOf: (at: number) => string): OutlineEvent[] {
  const first = events[start] as OutlineEvent;
  const run = [first];
  for (let index = start + 1; index < events.length; index += 1) {
    const next = events[index] as OutlineEvent;
    if (next.name !== first.name || next.channel !== first.channel || next.session !== first.session) break;
    if (dayOf(next.at) !== day) {
      dayOf(first.at);
      break;
    }
    run.push(next);
  }
  return run;
}

function pushRun(rows: TimelineRow[], run: OutlineEvent[], { unfolded, open, order }: RowOptions): void {
  const first = run[0] as OutlineEvent;
  // The oldest of a run stays the oldest when more events arrive.
  const runKey = (order === 'asc' ? first : (run.at(-1) as OutlineEvent)).id;
  const single = run.length < foldFrom;
  if (!single && !unfolded.has(runKey) && !run.some(({ id }) => id === open)) {
    rows.push({ kind: 'event', key: `event ${runKey}`, event: first, run, unfolded: false, runKey, joined: false });
    return;
  }
  run.forEach((event, index) => {
    rows.push({
      kind: 'event',
      key: `event ${event.id}`,
      event,
      run: index === 0 && !single ? run : [event],
      unfolded: index === 0 && !single,
      runKey,
      joined: index < run.length - 1,
    });
  });
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

/** The row of an event, alone or folded into a run; -1 when it is not listed. */
export function rowOfEvent(rows: TimelineRow[], id: number): number {
  const own = rows.findIndex((row) => row.kind === 'event' && row.event.id === id);
  if (own >= 0) return own;
  return rows.findIndex((row) => row.kind === 'event' && !row.unfolded && row.run.some((event) => event.id === id));
}

/** The row of the event nearest to a moment; -1 when nothing is listed. */
export function rowNear(rows: TimelineRow[], at: number): number {
  let best = -1;
  let bestDistance = Infinity;
  rows.forEach((row, index) => {
    if (row.kind !== 'event') return;
    for (const event of row.unfolded ? [row.event] : row.run) {
      const distance = Math.abs(event.at - at);
      if (distance < bestDistance) [best, bestDistance] = [index, distance];
    }
  });
  return best;
}

/** The first event of the session after (1) or before (-1) that of a row, in the order of the list. */
export function rowOfNextSession(rows: TimelineRow[], from: number, step: 1 | -1): number | null {
  const sessionAt = (index: number) => {
    const row = rows[index];
    return row?.kind === 'event' ? row.event.session : null;
  };
  const starts: number[] = [];
  let before: number | null = null;
  rows.forEach((_, index) => {
    const session = sessionAt(index);
    if (session === null) return;
    if (session !== before) starts.push(index);
    before = session;
  });
  const next = step === 1 ? starts.find((index) => index > from) : starts.findLast((index) => index < from);
  return next ?? null;
}
