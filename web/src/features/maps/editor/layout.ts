import type { Cell, Lane, LaneKind, Pain, Step } from '../engine/fields';
import type { Seen, Visible } from '../engine/visible';
import { columnWidth, headWidth, stageHeight } from './geometry';
import { linkPicture, type LinkPicture } from './links/link_lines';
import { forgetWidths, linesOf } from './measure';
import { metricsOf } from '../numbers/metrics';

export { columnWidth, headWidth, stageHeight };
const paddingX = 9;
const paddingY = 7;
const border = 1;
const laneHeightMin = 44;
const collapsedHeight = 28;
const emotionHeight = 128;
const laneHeightMax = 900;
const sans = '12.5px "Inter Variable", system-ui, sans-serif';
const serif = '13.5px "Source Serif 4 Variable", Georgia, serif';
const title = '600 13px "Inter Variable", system-ui, sans-serif';
const small = '11px "Inter Variable", system-ui, sans-serif';
const detailHeight = 16;
/** What the initials of its persona take of a card. */
const personaWidth = 28;
/** Kept free at the end of a touchpoint card for its people, so that nothing moves when they come. */
const cardPeopleWidth = 42;
const metricHeight = 17;

/** A card that is bound to the events it was taken from: its number says so. */
function isSaidByNumbers(card: Cell | Pain): boolean {
  return card.evidence === 'measured' && 'lane' in card && Boolean(card.touchpoint || card.binding);
}

/** What stands in the quieter ink under a card. */
export function detailOf(card: Cell | Pain): string {
  const said = (card.evidence ?? 'none') === 'none' || isSaidByNumbers(card) ? [] : [card.evidence, ...(card.source ? [card.source] : [])];
  return [...said, ...('step' in card && !('lane' in card) && card.opportunity ? ['an opportunity'] : [])].join(' · ');
}

let heights = new WeakMap<object, { kind: LaneKind; width: number; height: number }>();

/** Fonts that arrive later are of other widths, and texts of other heights. */
export function forgetHeights(): void {
  forgetWidths();
  heights = new WeakMap();
}

function drawn(kind: LaneKind, card: Seen<Cell> | Seen<Pain>, whole: number): number {
  const width = card.persona === undefined ? whole : whole - personaWidth;
  const detail = detailOf(card);
  const details = detail === '' ? 0 : linesOf(detail, small, width - 11) * detailHeight;
  const tags = ('moment' in card && card.moment) || ('tone' in card && card.tone !== undefined) ? 20 : 0;
  const link = 'link' in card && card.link ? detailHeight : 0;
  const text = card.text ?? '';
  // State and owner of the opportunity stand in one line.
  const opportunity = kind === 'opportunity' && card.opportunity ? 20 : 0;
  const extra = details + tags + link + opportunity;
  if (kind === 'voice' || kind === 'question') return linesOf(text, serif, width - (kind === 'voice' ? 14 : 4)) * 18.5 + extra;
  if (kind === 'touchpoint') return linesOf(text || ('touchpoint' in card && card.touchpoint) || ' ', sans, width - 27 - cardPeopleWidth) * 16.5 + 10 + extra;
  if (kind === 'channel') return linesOf(text || ' ', sans, width - 32) * 16.5 + 10 + extra;
  if (kind === 'image') return ('image' in card && card.image ? 92 : 0) + linesOf(text || ' ', sans, width) * 17.5 + extra;
  if (kind === 'list') return linesOf(text || ' ', sans, width - 22) * 17.5 + extra;
  const inset = kind === 'pain' || kind === 'opportunity' || kind === 'solution' || kind === 'moment' || detail !== '' ? 11 : 0;
  return linesOf(text || ' ', sans, width - inset) * 17.5 + (inset > 0 ? 4 : 0) + extra;
}

function cardHeight(kind: LaneKind, card: Seen<Cell> | Seen<Pain>, columns: number): number {
  const width = columns * columnWidth - 2 * paddingX - border;
  const known = heights.get(card);
  if (known?.kind === kind && known.width === width) return known.height;
  const height = drawn(kind, card, width);
  heights.set(card, { kind, width, height });
  return height;
}

function laneHeight(visible: Visible, lane: Seen<Lane>, room: number): number {
  if (lane.collapsed) return collapsedHeight;
  if (lane.height !== undefined) return lane.height;
  const kind = lane.kind ?? 'text';
  if (kind === 'emotion') return emotionHeight;
  let highest = linesOf(lane.title ?? '', sans, headWidth - 2 * paddingX - border - 14) * 17.5 + (lane.note ? linesOf(lane.note, small, headWidth - 2 * paddingX - border) * 15.5 : 0);
  if (kind === 'line') return Math.max(collapsedHeight + 4, Math.ceil(highest) + 2 * paddingY + 1);
  // The numbers of a step stand above what people wrote there.
  const above = kind === 'metric' ? metricsOf(lane).length * metricHeight : 0;
  highest = Math.max(highest, above);
  const add = (cards: readonly (Seen<Cell> | Seen<Pain>)[]) => {
    let height = above;
    for (const card of cards) height += cardHeight(kind, card, 'to' in card && card.to !== undefined ? visible.endOf(card) - (visible.columnOf.get(card.step) ?? 0) + 1 : 1);
    highest = Math.max(highest, height + Math.max(0, cards.length - 1) * 4);
  };
  if (kind === 'pain') for (const { step } of visible.columns) step && add(visible.painsAt(step.id));
  else for (const [step, cards] of visible.cellsIn(lane.id)) if (visible.columnOf.has(step)) add(cards);
  return Math.min(laneHeightMax, Math.max(laneHeightMin, Math.ceil(highest) + 2 * paddingY + 1 + room));
}

function stepHeight(step: Seen<Step>): number {
  const width = columnWidth - 2 * paddingX - border;
  const known = heights.get(step);
  if (known) return known.height;
  const height = linesOf(step.title || 'Step without a name', title, width - 12) * 18.5 + (step.note ? linesOf(step.note, small, width) * 15.5 : 0) + (step.optional ? 15.5 : 0) + (step.map ? 18 : 0);
  heights.set(step, { kind: 'text', width, height });
  return height;
}

export interface Layout {
  /** With the band of links over the words. */
  stepHeight: number;
  links: LinkPicture;
  /** Where each lane begins, below the heads; one more for the end. */
  tops: number[];
  width: number;
  height: number;
}

/** Where everything is, at a zoom of 100. `room`: so much more under the cards, for what is marked there. */
export function layoutOf(visible: Visible, asked?: Parameters<typeof linkPicture>[1], room = 0): Layout {
  const links = linkPicture(visible, asked);
  let highest = 30;
  for (const { step } of visible.columns) if (step) highest = Math.max(highest, stepHeight(step));
  const tops = [0];
  for (const lane of visible.lanes) tops.push((tops.at(-1) as number) + laneHeight(visible, lane, room));
  const rowHeight = Math.min(220, Math.ceil(highest) + 2 * paddingY + 1 + room) + links.height;
  return {
    stepHeight: rowHeight, links, tops,
    width: headWidth + visible.columns.length * columnWidth,
    height: stageHeight + rowHeight + (tops.at(-1) as number),
  };
}

/** The place of the last top that is not below `y`. */
export function laneAt(tops: readonly number[], y: number): number {
  let low = 0;
  let high = tops.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] as number) <= y) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

export function columnAt(x: number, columns: number): number {
  return Math.min(columns - 1, Math.max(0, Math.floor((x - headWidth) / columnWidth)));
}
