import type { ScoreGoalDraft } from '../../api';
import { day } from '../../design';
import { amount } from './goal_words';
import classes from './strategy.module.css';

const size = { width: 366, height: 110 };
const edge = { left: 6, right: 46, top: 12, bottom: 18 };

/** The values over time, and the straight way from the first one to the goal. */
export function HistoryPicture({ values, from, to, by, unit }: Pick<ScoreGoalDraft, 'values' | 'from' | 'to' | 'by' | 'unit'>) {
  const first = values[0];
  const last = values.at(-1);
  if (!first || !last || (values.length < 2 && (by === null || to === null))) return null;
  const days = [...values.map(({ on }) => on), ...(by === null ? [] : [by])].map((on) => Date.parse(on));
  const numbers = [...values.map(({ value }) => value), ...(to === null ? [] : [to]), ...(from === null ? [] : [from])];
  const [begin, end, low, high] = [Math.min(...days), Math.max(...days), Math.min(...numbers), Math.max(...numbers)];
  const x = (on: string) => edge.left + ((Date.parse(on) - begin) / (end - begin || 1)) * (size.width - edge.left - edge.right);
  const y = (value: number) => edge.top + (1 - (value - low) / (high - low || 1)) * (size.height - edge.top - edge.bottom);
  return (
    <svg className={classes.chart} viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={`From ${amount(first.value, unit)} on ${day(first.on)} to ${amount(last.value, unit)} on ${day(last.on)}`}>
      {to !== null && (
        <>
          <line x1={edge.left} x2={size.width - edge.right} y1={y(to)} y2={y(to)} className={classes.target} />
          <text x={size.width - edge.right + 5} y={y(to)} dy="0.34em" className={classes.chartText}>{amount(to, unit)}</text>
        </>
      )}
      {to !== null && by !== null && <line x1={x(first.on)} y1={y(from ?? first.value)} x2={x(by)} y2={y(to)} className={classes.way} />}
      <polyline points={values.map(({ on, value }) => `${x(on)},${y(value)}`).join(' ')} className={classes.path} />
      {values.map(({ on, value }) => (
        <circle key={on} cx={x(on)} cy={y(value)} r={3} className={classes.dot}>
          <title>{`${day(on)}: ${amount(value, unit)}`}</title>
        </circle>
      ))}
      <text x={edge.left} y={size.height - 4} className={classes.chartText}>{day(first.on)}</text>
      <text x={size.width - edge.right} y={size.height - 4} textAnchor="end" className={classes.chartText}>{day(by ?? last.on)}</text>
    </svg>
  );
}
