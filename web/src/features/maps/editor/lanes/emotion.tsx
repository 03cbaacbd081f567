import { memo } from 'react';
import type { FeelingPoint } from './emotion_curve';
import { columnMiddle, curvePath, feelingText, feelingY, marked } from './emotion_curve';
import classes from './lanes.module.css';

/** What was computed beside what people assumed. */
export interface FeelingLayers {
  feedback?: readonly FeelingPoint[];
  measured?: readonly FeelingPoint[];
}

interface EmotionCurveProps extends FeelingLayers {
  assumed: readonly FeelingPoint[];
  width: number;
  height: number;
  left: number;
}

/** The curve in three layers: assumed dashed, feedback thin, measured thick; peak and trough in words. */
export const EmotionCurve = memo(function EmotionCurve({ assumed, feedback = [], measured = [], width, height, left }: EmotionCurveProps) {
  const main = [measured, feedback, assumed].find((layer) => layer.length > 0) ?? [];
  const { peak, trough } = marked(main);
  const middle = height / 2;
  return (
    <svg className={classes.curve} width={width} height={height} style={{ left }} aria-hidden>
      <line x1="0" x2={width} y1={middle} y2={middle} stroke="var(--line-2)" />
      {assumed.length > 1 && <path d={curvePath(assumed, height)} fill="none" stroke="var(--ink-3)" strokeDasharray="3 4" strokeWidth="1.5" />}
      {feedback.length > 1 && <path d={curvePath(feedback, height)} fill="none" stroke="var(--c3)" strokeWidth="2" />}
      {measured.length > 1 && <path d={curvePath(measured, height)} fill="none" stroke="var(--accent)" strokeWidth="2.6" />}
      {measured.map((point) => (
        <circle
          key={point.column} cx={columnMiddle(point.column)} cy={feelingY(point.value, height)} r={point === trough ? 7 : 4.5} fill="var(--surface)"
          stroke={point.value < -0.8 ? 'var(--pain)' : 'var(--accent)'} strokeWidth="2.4"
        />
      ))}
      {trough && (
        <text x={columnMiddle(trough.column) + 12} y={feelingY(trough.value, height) + 18 < height - 20 ? feelingY(trough.value, height) + 18 : feelingY(trough.value, height) - 9} className={trough.value < 0 ? classes.trough : classes.peak}>
          {feelingText(trough.value)} · trough
        </text>
      )}
      {peak && (
        <text x={columnMiddle(peak.column) + 12} y={Math.max(11, feelingY(peak.value, height) - 9)} className={classes.peak}>
          {feelingText(peak.value)} · peak
        </text>
      )}
    </svg>
  );
});
