import type { CustomerShape, EventRole } from '../../../api';
import { day } from '../../../design/format_time';
import { journeyScale, type Break, type JourneyScale } from './journey_scale';
import { inPeriod, type Period } from './period';

/** One dot: an event, or several of one lane that would lie on each other. */
export interface JourneyMark {
  x: number;
  lane: number;
  role: EventRole;
  /** First of them, for opening it. */
  id: string;
  at: number;
  event: string;
  count: number;
}

export interface JourneyPicture {
  scale: JourneyScale;
  marks: JourneyMark[];
  /** The path through all events, as the points where it turns. */
  path: { x: number; lane: number }[];
  breaks: Break[];
  stages: { x: number; label: string; shown: boolean }[];
  days: { x: number; label: string }[];
  shown: number;
}

/** Dots of one lane nearer than this become one. */
const mergeWithin = 3;
/** Widths of one letter of the small text, and the room between two labels. */
const letter = 6.1;
const room = 10;
const narrowestBreak = 14;

export function journeyPicture(shape: CustomerShape, width: number, period: Period): JourneyPicture {
  const points = shape.points
    .map((point) => ({ ...point, at: Date.parse(point.time) }))
    .filter((point) => inPeriod(point.at, period));
  const scale = journeyScale(points.map((point) => point.at), width);
  const marks: JourneyMark[] = [];
  const lastOfLane = new Map<string, JourneyMark>();
  const path: { x: number; lane: number }[] = [];
  points.forEach((point, index) => {
    const x = scale.positions[index] as number;
    // Errors stay apart from the rest of their lane, so that none is hidden.
    const group = `${point.channel} ${point.role === 'error'}`;
    const last = lastOfLane.get(group);
    if (last && x - last.x < mergeWithin) last.count += 1;
    else {
      const event = shape.events[point.event] ?? '';
      const mark = { x, lane: point.channel, role: point.role, id: point.id, at: point.at, event, count: 1 };
      lastOfLane.set(group, mark);
      marks.push(mark);
    }
    const [beforeLast, before] = path.slice(-2);
    const straight = before && beforeLast && before.lane === point.channel && beforeLast.lane === point.channel;
    if (straight) before.x = x;
    else path.push({ x, lane: point.channel });
  });
  return {
    scale,
    marks,
    path,
    breaks: apart(scale.breaks),
    stages: stageLabels(shape, scale, width, period, points),
    days: dayLabels(points.map((point) => point.at), scale.positions, width),
    shown: points.length,
  };
}

/** Break marks that would touch their neighbour say nothing more. */
function apart(breaks: Break[]): Break[] {
  let end = -Infinity;
  return breaks.filter(({ x }) => {
    if (x - end < narrowestBreak) return false;
    end = x;
    return true;
  });
}

function stageLabels(
  shape: CustomerShape,
  scale: JourneyScale,
  width: number,
  period: Period,
  points: { at: number }[],
): JourneyPicture['stages'] {
  if (points.length === 0) return [];
  const labels = shape.stages
    .map(({ stage, from }) => ({ label: stage, at: Date.parse(from) }))
    .filter(({ at }) => inPeriod(at, period))
    .map(({ label, at }) => ({ x: scale.xAt(at), label }));
  let end = -Infinity;
  return labels.map(({ x, label }) => {
    const start = labelStart(x, label, width);
    const shown = start >= end + room;
    if (shown) end = start + label.length * letter;
    return { x, label, shown };
  });
}

/** Where a label starts so that it stays inside the picture. */
export function labelStart(x: number, label: string, width: number): number {
  return Math.max(0, Math.min(x, width - label.length * letter));
}

function dayLabels(times: number[], positions: number[], width: number): JourneyPicture['days'] {
  const labels: { x: number; label: string }[] = [];
  let end = -Infinity;
  let before = '';
  times.forEach((at, index) => {
    const x = positions[index] as number;
    if (x < end + room) return;
    const label = day(at);
    if (label === before || x + label.length * letter > width) return;
    labels.push({ x, label });
    before = label;
    end = x + label.length * letter;
  });
  return labels;
}
