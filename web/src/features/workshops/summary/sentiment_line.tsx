import type { Spread } from '../../../api';
import { decimal } from '../../../design';
import classes from './summary.module.css';

interface SentimentLineProps {
  steps: { title: string; spread: Spread | null }[];
}

const column = 110;
/** Pixels of a step where the line is wider than its room. */
const narrowest = 92;
const height = 160;
const top = 26;
const bottom = 128;

const yOf = (value: number) => top + ((2 - value) / 4) * (bottom - top);
const signed = (value: number) => (value > 0 ? '+' : value < 0 ? '−' : '') + decimal(Math.abs(value), value % 1 === 0 ? 0 : 1);

/** How the room sees each step: the median, and where half of the people are. */
export function SentimentLine({ steps }: SentimentLineProps) {
  const width = Math.max(steps.length, 1) * column;
  const points = steps.flatMap(({ title, spread }, at) => (spread?.median == null ? [] : [{ title, at, x: at * column + column / 2, ...spread, median: spread.median, low: spread.low ?? spread.median, high: spread.high ?? spread.median }]));
  if (points.length === 0) return null;
  const said = points.map(({ title, median, low, high, n }) => `${title}: ${signed(median)}, half from ${signed(low)} to ${signed(high)}, ${n} ${n === 1 ? 'person' : 'people'}`).join('; ');
  return (
    <div className={classes.lineBox} tabIndex={0} role="region" aria-label="Sentiment line">
      <svg viewBox={`0 0 ${width} ${height}`} className={classes.line} style={{ minWidth: steps.length * narrowest }} role="img" aria-label={`Sentiment line. ${said}`}>
        {[-2, 0, 2].map((value) => (
          <line key={value} x1={0} x2={width} y1={yOf(value)} y2={yOf(value)} className={classes.grid} data-zero={value === 0 || undefined} />
        ))}
        {points.map(({ at, x, low, high }) => (
          <rect key={at} x={x - 9} width={18} y={yOf(high) - 2} height={yOf(low) - yOf(high) + 4} rx={5} className={classes.half} />
        ))}
        <polyline points={points.map(({ x, median }) => `${x},${yOf(median)}`).join(' ')} className={classes.path} />
        {points.map(({ at, x, median }) => (
          <g key={at}>
            <circle cx={x} cy={yOf(median)} r={5} className={classes.dot} data-bad={median < 0 || undefined} />
            <text x={x} y={yOf(median) - 12} className={classes.value}>{signed(median)}</text>
          </g>
        ))}
        {steps.map(({ title }, at) => (
          <text key={at} x={at * column + column / 2} y={height - 10} className={classes.step}>
            {title.length > 16 ? `${title.slice(0, 15)}…` : title}
          </text>
        ))}
      </svg>
    </div>
  );
}
