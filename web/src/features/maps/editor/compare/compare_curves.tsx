import type { Cell } from '../../engine/fields';
import type { Visible } from '../../engine/visible';
import { columnWidth } from '../geometry';
import { columnMiddle, curvePath, feelingText, feelingY, type FeelingPoint } from '../lanes/emotion_curve';
import { cardsOf, type ComparedStep } from './align';
import type { ComparedLane } from './compared';
import classes from './compare.module.css';

interface CompareCurvesProps {
  lane: ComparedLane;
  steps: readonly ComparedStep[];
  before: Visible;
  after: Visible;
  names: [string, string];
}

const height = 132;

function pointsOf(visible: Visible, lane: ComparedLane['after'], steps: readonly ComparedStep[], side: 'before' | 'after'): FeelingPoint[] {
  return steps.flatMap((step, column) => {
    const value = (cardsOf(visible, lane, step[side]) as readonly Cell[]).find((cell) => cell.value !== undefined && cell.persona === undefined)?.value;
    return value === undefined ? [] : [{ column, value }];
  });
}

/** Both curves over each other: how it feels in the one map, dashed, and in the other, drawn through. */
export function CompareCurves({ lane, steps, before, after, names }: CompareCurvesProps) {
  const old = pointsOf(before, lane.before, steps, 'before');
  const now = pointsOf(after, lane.after, steps, 'after');
  const at = (points: readonly FeelingPoint[], column: number) => points.find((point) => point.column === column)?.value;
  const told = steps.map((step, column) => {
    const [a, b] = [at(old, column), at(now, column)];
    return `${(step.after ?? step.before)?.title || `Step ${column + 1}`}: ${a === undefined ? 'not said' : feelingText(a)}, ${b === undefined ? 'not said' : feelingText(b)}`;
  });
  return (
    <svg width={steps.length * columnWidth} height={height} role="img" aria-label={`Feelings in ${names[0]} and ${names[1]}. ${told.join('; ')}`}>
      <line x1="0" x2={steps.length * columnWidth} y1={height / 2} y2={height / 2} stroke="var(--line-2)" />
      {old.length > 1 && <path d={curvePath(old, height)} fill="none" stroke="var(--ink-3)" strokeWidth="1.6" strokeDasharray="4 4" />}
      {now.length > 1 && <path d={curvePath(now, height)} fill="none" stroke="var(--accent)" strokeWidth="2.4" />}
      {old.map(({ column, value }) => <circle key={`a${column}`} cx={columnMiddle(column)} cy={feelingY(value, height)} r="3.5" fill="var(--surface)" stroke="var(--ink-3)" strokeWidth="1.6" />)}
      {now.map(({ column, value }) => {
        const by = value - (at(old, column) ?? value);
        return (
          <g key={`b${column}`}>
            <circle cx={columnMiddle(column)} cy={feelingY(value, height)} r="4" fill="var(--surface)" stroke="var(--accent)" strokeWidth="2.2" />
            {Math.abs(by) >= 0.05 && <text x={columnMiddle(column) + 9} y={feelingY(value, height) + 4} className={by < 0 ? classes.worse : classes.better}>{by > 0 ? 'better by ' : 'worse by '}{Math.abs(by).toFixed(1)}</text>}
          </g>
        );
      })}
    </svg>
  );
}
