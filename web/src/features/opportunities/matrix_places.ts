import { impacts, type Opportunity, type OpportunityDraft } from '../../api';
import type { Axes } from './opportunity_search';

export interface Scale {
  least: number;
  most: number;
  log: boolean;
  ticks: number[];
}

const nice = [1, 2, 5];
/** A point does not lie on the very edge. */
const room = 1.2;

/** From a tick below to a tick above, so that nothing stands on the edge; 1, 2, 5 and their tens. */
export function logScale(values: readonly number[], least: number, span: number): Scale {
  const positive = values.filter((value) => value > 0);
  const low = Math.min(...(positive.length > 0 ? positive : [least]));
  const high = Math.max(...(positive.length > 0 ? positive : [least * span]), low * span);
  const ticks: number[] = [];
  for (let ten = Math.floor(Math.log10(low)) - 1; 10 ** ten <= high * 10; ten += 1) for (const step of nice) ticks.push(Number((step * 10 ** ten).toPrecision(3)));
  const from = ticks.filter((tick) => tick < low / room).at(-1) ?? low / 2;
  const to = ticks.find((tick) => tick > high * room) ?? high * 2;
  const between = ticks.filter((tick) => tick >= from && tick <= to);
  const every = Math.ceil(between.length / 7);
  return { least: from, most: to, log: true, ticks: between.filter((_, at) => (between.length - 1 - at) % every === 0) };
}

const ratings: Scale = { least: 0, most: 10, log: false, ticks: [0, 2, 4, 6, 8, 10] };
const impactScale: Scale = { least: 0.18, most: 4.2, log: true, ticks: [...impacts] };

/** 0 at the beginning of the axis, 1 at its end. */
export function along({ least, most, log }: Scale, value: number): number {
  const part = log ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least);
  return Math.min(1, Math.max(0, part));
}

export function at({ least, most, log }: Scale, part: number): number {
  const inside = Math.min(1, Math.max(0, part));
  return log ? least * (most / least) ** inside : least + inside * (most - least);
}

export interface Plotted {
  id: string;
  x: number;
  y: number;
}

/** What the axes show of one; null: something is missing. */
export function valuesOf(one: Opportunity, axes: Axes): { x: number; y: number } | null {
  const [x, y] = axes === 'ulwick' ? [one.importance.value, one.satisfaction.value] : [one.effort.value, axes === 'impact' ? one.impact.value : one.value];
  if (x === null || y === null || (axes !== 'ulwick' && (x <= 0 || y <= 0))) return null;
  return { x, y };
}

export function scalesOf(all: readonly Opportunity[], axes: Axes): { x: Scale; y: Scale } {
  if (axes === 'ulwick') return { x: ratings, y: ratings };
  const values = all.flatMap((one) => valuesOf(one, axes) ?? []);
  return { x: logScale(values.map(({ x }) => x), 1, 10), y: axes === 'impact' ? impactScale : logScale(values.map(({ y }) => y), 10, 10) };
}

const roundEffort = (weeks: number) => Math.max(0.1, weeks < 2 ? Math.round(weeks * 4) / 4 || 0.25 : weeks < 10 ? Math.round(weeks * 2) / 2 : Math.round(weeks));
const nearestImpact = (wanted: number) => [...impacts].sort((a, b) => Math.abs(Math.log(a / wanted)) - Math.abs(Math.log(b / wanted)))[0] as number;
const roundRating = (rating: number) => Math.min(10, Math.max(1, Math.round(rating * 2) / 2));

const byHand = (value: number) => ({ value, evidence: 'hand' as const, source: null });

/**
 * What is to be set so that it stands there: effort across, impact up (an impact is one of five, so
 * it stands at the nearest); or importance and satisfaction. null: nothing is different.
 */
export function movedTo(one: Opportunity, axes: Axes, to: { x: number; y: number }): Partial<OpportunityDraft> | null {
  const change: Partial<OpportunityDraft> = {};
  if (axes === 'ulwick') {
    const [importance, satisfaction] = [roundRating(to.x), roundRating(to.y)];
    if (importance !== one.importance.value) change.importance = { ...one.importance, value: importance, evidence: 'hand', answers: null };
    if (satisfaction !== one.satisfaction.value) change.satisfaction = { ...one.satisfaction, value: satisfaction, evidence: 'hand', answers: null };
  } else {
    const effort = roundEffort(to.x);
    if (effort !== one.effort.value) change.effort = byHand(effort);
    const others = ((one.reach.value ?? 0) * (one.confidence.value ?? 0)) / 100;
    const impact = nearestImpact(axes === 'impact' || others <= 0 ? to.y : to.y / others);
    if (impact !== one.impact.value) change.impact = byHand(impact);
  }
  return Object.keys(change).length === 0 ? null : change;
}

/** One step along an axis by a key: a little effort, the next impact, half a rating. */
export function nudged(one: Opportunity, axes: Axes, right: number, up: number): Partial<OpportunityDraft> | null {
  const now = valuesOf(one, axes);
  if (!now) return null;
  if (axes === 'ulwick') return movedTo(one, axes, { x: now.x + right / 2, y: now.y + up / 2 });
  const effort = now.x + right * (now.x < 2 || (now.x === 2 && right < 0) ? 0.25 : now.x < 10 || (now.x === 10 && right < 0) ? 0.5 : 1);
  const change: Partial<OpportunityDraft> = {};
  if (right !== 0 && effort >= 0.25) change.effort = byHand(roundEffort(effort));
  const next = impacts[impacts.indexOf(one.impact.value as (typeof impacts)[number]) + up];
  if (up !== 0 && next !== undefined) change.impact = byHand(next);
  return Object.keys(change).length === 0 ? null : change;
}

/**
 * Points that would lie on each other are moved apart, as little as it takes; each keeps its place
 * where there is room. In pixels; the same points always come to lie alike.
 */
export function spread(points: readonly Plotted[], distance: number, width: number, height: number): Plotted[] {
  const placed = points.map((point) => ({ ...point }));
  const inside = (value: number, most: number) => Math.min(most - distance / 2, Math.max(distance / 2, value));
  for (let round = 0; round < 60; round += 1) {
    let moved = false;
    for (let a = 0; a < placed.length; a += 1) {
      for (let b = a + 1; b < placed.length; b += 1) {
        const [one, other] = [placed[a] as Plotted, placed[b] as Plotted];
        let [dx, dy] = [other.x - one.x, other.y - one.y];
        let length = Math.hypot(dx, dy);
        if (length >= distance) continue;
        if (length < 0.01) {
          // The golden angle: many on one spot go in all directions.
          [dx, dy] = [Math.cos(b * 2.4), Math.sin(b * 2.4)];
          length = 1;
        }
        const push = (distance - Math.min(length, distance) + 0.5) / 2 / length;
        one.x = inside(one.x - dx * push, width);
        one.y = inside(one.y - dy * push, height);
        other.x = inside(other.x + dx * push, width);
        other.y = inside(other.y + dy * push, height);
        moved = true;
      }
    }
    if (!moved) break;
  }
  return placed;
}

export interface Label {
  id: string;
  x: number;
  y: number;
  side: 'left' | 'right';
}

/** The names that have room beside their points, the first ones first. */
export function labels(points: readonly Plotted[], widthOf: (id: string) => number, radius: number, width: number): Label[] {
  const height = 15;
  interface Box { left: number; right: number; top: number; bottom: number }
  const taken: Box[] = points.map(({ x, y }) => ({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }));
  const shown: Label[] = [];
  for (const { id, x, y } of points) {
    const wide = widthOf(id);
    for (const side of ['right', 'left'] as const) {
      const left = side === 'right' ? x + radius + 4 : x - radius - 4 - wide;
      const box: Box = { left, right: left + wide, top: y - height / 2, bottom: y + height / 2 };
      if (box.left < 0 || box.right > width) continue;
      if (taken.some((other) => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top)) continue;
      taken.push(box);
      shown.push({ id, x: side === 'right' ? x + radius + 4 : x - radius - 4, y, side });
      break;
    }
  }
  return shown;
}

/** The nearest point in a direction, for arrow keys. */
export function neighbour(points: readonly Plotted[], id: string, right: number, down: number): string | null {
  const from = points.find((point) => point.id === id);
  if (!from) return points[0]?.id ?? null;
  let best: { id: string; far: number } | null = null;
  for (const point of points) {
    const [dx, dy] = [point.x - from.x, point.y - from.y];
    const ahead = dx * right + dy * down;
    if (point.id === id || ahead <= 0) continue;
    const far = ahead + 2 * Math.abs(right === 0 ? dx : dy);
    if (!best || far < best.far) best = { id: point.id, far };
  }
  return best?.id ?? null;
}
