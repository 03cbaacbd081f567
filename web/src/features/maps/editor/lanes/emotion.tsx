import { memo, useMemo } from 'react';
import { useNumbers } from '../../numbers/numbers_context';
import type { Visible } from '../../engine/visible';
import { textWidth } from '../measure';
import { placeLabels, type Box, type LabelWish } from './curve_labels';
import type { FeelingPoint } from './emotion_curve';
import { columnMiddle, curvePath, feelingText, feelingY } from './emotion_curve';
import { feltLayers, fewPeople, type CountedPoint } from './felt_layers';
import classes from './lanes.module.css';

interface EmotionCurveProps {
  assumed: readonly FeelingPoint[];
  /** Steps that people marked as moments that matter, and those with words under the curve, by column. */
  moments: ReadonlySet<number>;
  noted: readonly number[];
  columns: Visible['columns'];
  width: number;
  height: number;
}

const labelFont = '600 11.5px "Inter Variable", system-ui, sans-serif';
const noteHeight = 20;

const box = (x: number, y: number, size: number): Box => ({ left: x - size / 2, top: y - size / 2, width: size, height: size });

/** The curve in three layers: assumed dashed, feedback thin, measured thick; peak, trough and end in words. */
export const EmotionCurve = memo(function EmotionCurve({ assumed, moments, noted, columns, width, height }: EmotionCurveProps) {
  const { view } = useNumbers();
  const { feedback, measured, marks } = useMemo(() => feltLayers(view, columns, assumed), [view, columns, assumed]);
  const main: readonly FeelingPoint[] = [measured, feedback, assumed].find((layer) => layer.length > 0) ?? [];
  const labels = useMemo(() => {
    const wishes = [...marks].flatMap(([column, names]): LabelWish[] => {
      const point = main.find((each) => each.column === column);
      if (!point) return [];
      const text = `${feelingText(point.value)} · ${[...names, ...(moments.has(column) ? ['moment that matters'] : [])].join(', ')}`;
      const tone = names.includes('trough') && point.value < 0 ? 'trough' : 'quiet';
      return [{ x: columnMiddle(column), y: feelingY(point.value, height), width: textWidth(labelFont, text) + 4, text, tone }];
    });
    wishes.sort((a, b) => Number(b.tone === 'trough') - Number(a.tone === 'trough') || a.x - b.x);
    const notes = noted.map((column): Box => ({ left: columnMiddle(column) - 75, top: height - noteHeight, width: 150, height: noteHeight }));
    const points = [...assumed, ...feedback, ...measured].map(({ column, value }) => box(columnMiddle(column), feelingY(value, height), 14));
    return placeLabels(wishes, { width, height }, notes, points);
  }, [marks, main, moments, noted, assumed, feedback, measured, width, height]);
  const middle = height / 2;
  return (
    <svg className={classes.curve} width={width} height={height} aria-hidden>
      <line x1="0" x2={width} y1={middle} y2={middle} stroke="var(--line-2)" />
      {assumed.length > 1 && <path d={curvePath(assumed, height)} fill="none" stroke="var(--ink-3)" strokeDasharray="3 4" strokeWidth="1.5" />}
      {feedback.length > 1 && <path d={curvePath(feedback, height)} fill="none" stroke="var(--c3)" strokeWidth="2" />}
      {feedback.map((point) => (
        <circle key={point.column} cx={columnMiddle(point.column)} cy={feelingY(point.value, height)} r={2.6} fill="var(--c3)" opacity={point.n < fewPeople ? 0.5 : 1} />
      ))}
      {measured.length > 1 && <path d={curvePath(measured, height)} fill="none" stroke="var(--accent)" strokeWidth="2.6" />}
      {measured.map((point) => (
        <MeasuredPoint key={point.column} point={point} height={height} isTrough={marks.get(point.column)?.includes('trough') ?? false} />
      ))}
      {labels.map(({ text, tone, box: { left, top } }) => (
        <text key={text + left} x={left + 2} y={top + 11.5} className={tone === 'trough' ? classes.trough : classes.peak}>
          {text}
        </text>
      ))}
    </svg>
  );
});

function MeasuredPoint({ point, height, isTrough }: { point: CountedPoint; height: number; isTrough: boolean }) {
  return (
    <circle
      cx={columnMiddle(point.column)} cy={feelingY(point.value, height)} r={isTrough ? 7 : 4.5} fill="var(--surface)" opacity={point.n < fewPeople ? 0.5 : 1}
      stroke={point.value < -0.8 ? 'var(--pain)' : 'var(--accent)'} strokeWidth="2.4"
    />
  );
}

/** Under the name of the lane: which line is which. Only those that are drawn. */
export function CurveLegend({ assumed, columns }: { assumed: readonly FeelingPoint[]; columns: Visible['columns'] }) {
  const { view } = useNumbers();
  const { feedback, measured } = feltLayers(view, columns, assumed);
  const lines = [
    { name: 'assumed', shown: assumed.length > 0, stroke: 'var(--ink-3)', dash: '3 4', width: 1.5 },
    { name: 'feedback', shown: feedback.length > 0, stroke: 'var(--c3)', dash: undefined, width: 2 },
    { name: 'measured', shown: measured.length > 0, stroke: 'var(--accent)', dash: undefined, width: 2.6 },
  ].filter(({ shown }) => shown);
  if (lines.length < 2) return null;
  return (
    <span className={classes.legend}>
      {lines.map(({ name, stroke, dash, width }) => (
        <span key={name}>
          <svg width="20" height="8" aria-hidden>
            <line x1="1" x2="19" y1="4" y2="4" stroke={stroke} strokeDasharray={dash} strokeWidth={width} />
          </svg>
          {name}
        </span>
      ))}
    </span>
  );
}
