import type { JourneyStage } from '../../api';

/** Where everything of the journey picture stands, in pixels. */
export interface JourneyLayout {
  width: number;
  height: number;
  blocks: Block[];
  ribbons: Ribbon[];
  losses: Loss[];
  curve: Curve | null;
}

export interface Block {
  x: number;
  y: number;
  width: number;
  height: number;
  centre: number;
  /** Where the count stands: inside the block when it is high enough, else above it. */
  labelY: number;
  labelInside: boolean;
}

/** The people who go on from one stage. */
export interface Ribbon {
  path: string;
  x: number;
  shareY: number;
  timeY: number;
}

/** The people who go no further, leaving downwards. */
export interface Loss {
  path: string;
  labelX: number;
  labelY: number;
}

export interface Curve {
  baseline: number;
  path: string;
  points: { stage: number; x: number; y: number; value: number }[];
  /** Index into points of the lowest one, when it is below the baseline. */
  trough: number | null;
}

const slotMin = 124;
const blockMax = 104;
const gapMin = 66;
const blockHeightMax = 88;
const blockHeightMin = 3;
const labelHeight = 20;
const headHeight = 52;
const lossDrop = 40;
const lossEndMax = 26;
const unit = 28;
const curveMargin = 26;

/** The narrowest picture that can still be read; narrower places scroll. */
export function journeyWidthMin(stages: number): number {
  return Math.max(1, stages) * slotMin;
}

/**
 * Block heights are proportional to people. Of a block's right side the upper part goes on and the
 * lower part is lost, in their true proportion.
 */
export function layoutJourney(stages: JourneyStage[], available: number): JourneyLayout {
  const width = Math.max(available, journeyWidthMin(stages.length));
  const slot = width / Math.max(1, stages.length);
  const blockWidth = Math.min(blockMax, slot - gapMin);
  const most = Math.max(1, ...stages.map((stage) => stage.people));
  const scale = (people: number) => (people / most) * blockHeightMax;
  const middle = headHeight + blockHeightMax / 2;

  const blocks = stages.map((stage, index): Block => {
    const height = Math.max(blockHeightMin, scale(stage.people));
    const centre = slot * (index + 0.5);
    const labelInside = height >= labelHeight;
    const y = middle - height / 2;
    const labelY = labelInside ? middle : y - 10;
    return { x: centre - blockWidth / 2, y, width: blockWidth, height, centre, labelY, labelInside };
  });

  const ribbons = blocks.slice(0, -1).map((from, index) => {
    const onward = Math.min(from.height, scale(stages[index]!.onward.count));
    return ribbon(from, blocks[index + 1]!, onward);
  });
  const losses = blocks.slice(0, -1).map((from, index) => {
    const lost = Math.min(from.height, scale(stages[index]!.lost));
    return loss(from, lost, slot - blockWidth);
  });
  const pictureEnd = headHeight + blockHeightMax + lossDrop + 14;
  const curve = layoutCurve(stages, blocks, pictureEnd);
  return { width, height: curve ? curve.bottom : pictureEnd, blocks, ribbons, losses, curve };
}

function ribbon(from: Block, to: Block, onward: number): Ribbon {
  const [x0, x1] = [from.x + from.width, to.x];
  const middle = (x0 + x1) / 2;
  const right = Math.min(to.height, Math.max(1, onward));
  const left = Math.max(1, onward);
  const [top0, top1] = [from.y, to.y + (to.height - right) / 2];
  const path =
    `M${at(x0, top0)}C${at(middle, top0)} ${at(middle, top1)} ${at(x1, top1)}` +
    `V${fixed(top1 + right)}C${at(middle, top1 + right)} ${at(middle, top0 + left)} ${at(x0, top0 + left)}Z`;
  const top = (top0 + top1) / 2;
  const thickness = (left + right) / 2;
  const inside = thickness >= 36;
  const shareY = inside ? top + thickness / 2 - 7 : top - 24;
  return { path, x: middle, shareY, timeY: shareY + 15 };
}

function loss(from: Block, lost: number, gap: number): Loss {
  const x = from.x + from.width;
  const bottom = from.y + from.height;
  const top = bottom - lost;
  const end = Math.max(2, Math.min(lossEndMax, lost * 0.62));
  const right = x + Math.min(gap * 0.62, 18 + end);
  const down = headHeight + blockHeightMax + lossDrop;
  const path =
    `M${at(x, top)}C${at(x + (right - x) * 0.75, top)} ${at(right, top + (down - top) * 0.35)} ${at(right, down)}` +
    `H${fixed(right - end)}C${at(right - end, bottom + (down - bottom) * 0.4)} ${at(x + (right - end - x) * 0.6, bottom)} ${at(x, bottom)}Z`;
  return { path, labelX: right + 8, labelY: down - 4 };
}

function layoutCurve(
  stages: JourneyStage[],
  blocks: Block[],
  from: number,
): (Curve & { bottom: number }) | null {
  const known = stages.flatMap(({ friction }, stage) =>
    friction.value === null || friction.n === 0 ? [] : [{ stage, value: clamped(friction.value) }],
  );
  if (known.length === 0) return null;
  const values = known.map(({ value }) => value);
  const above = Math.max(0.5, ...values);
  const below = Math.min(-0.5, ...values);
  const baseline = from + curveMargin + above * unit;
  const points = known.map(({ stage, value }) => ({
    stage,
    value,
    x: blocks[stage]!.centre,
    y: baseline - value * unit,
  }));
  const lowest = Math.min(...values);
  const trough = lowest < 0 ? values.indexOf(lowest) : null;
  const bottom = baseline - below * unit + curveMargin + 8;
  return { baseline, points, trough, path: smooth(points), bottom };
}

function clamped(value: number): number {
  return Math.min(2, Math.max(-2, value));
}

/** Level at every point, so that the curve never rises above or sinks below what was measured. */
function smooth(points: { x: number; y: number }[]): string {
  return points
    .map((point, index) => {
      const before = points[index - 1];
      if (!before) return `M${at(point.x, point.y)}`;
      const middle = (before.x + point.x) / 2;
      return `C${at(middle, before.y)} ${at(middle, point.y)} ${at(point.x, point.y)}`;
    })
    .join('');
}

function fixed(value: number): string {
  return value.toFixed(1);
}

function at(x: number, y: number): string {
  return `${fixed(x)} ${fixed(y)}`;
}
