import type { TrendPoint } from '../../../../api';
import { compact, count, day, decimal } from '../../../../design';
import { useMark } from '../../refine/refine_context';
import { BarsAxis } from '../bars_axis';
import { axisTicks, bandPath, brokenLine } from '../line';
import { useHeight } from '../picture_room';
import classes from '../pictures.module.css';
import { timeLabels } from '../time_labels';
import { useWidth } from '../use_width';

export interface Line {
  key: string;
  name: string;
  colour: string;
  /** A point that is `open` is not known in full though its bucket is over. */
  points: (TrendPoint & { open?: boolean })[];
}

interface LineChartProps {
  label: string;
  buckets: { from: string; incomplete?: boolean }[];
  series: Line[];
  /** The one picture that is exported. */
  main?: boolean;
}

const margin = { left: 56, right: 24, top: 22, bottom: 30 };
/** A legend stands under it. */
const legend = 34;
/** More points than this stand too close to be told apart: each is seen when it is pointed at. */
const dotsMost = 31;

/** Values over time: a solid line, dashed where a bucket is not whole, the expected band behind it. */
export function LineChart({ label, buckets, series, main = false }: LineChartProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const mark = useMark();
  const height = useHeight(280, margin.top + margin.bottom + legend);
  const values = series.flatMap((line) =>
    line.points.flatMap((point) => [point.value, point.previous, ...(point.band95 ?? []), point.low, point.high].filter((each) => typeof each === 'number')),
  );
  const axis = axisTicks(Math.min(0, ...values), Math.max(1e-9, ...values));
  const [low, high] = [axis[0] ?? 0, axis.at(-1) ?? 1];
  const whole = Math.max(200, width - margin.left - margin.right);
  const step = buckets.length > 1 ? whole / (buckets.length - 1) : 0;
  const x = (at: number) => at * step;
  const y = (value: number) => (height * (high - value)) / (high - low);
  const crowded = buckets.length > dotsMost;
  const isOpen = (line: Line, at: number) => buckets[at]?.incomplete === true || line.points[at]?.open === true;
  const point = (value: number | null | undefined, at: number) => (value === null || value === undefined ? null : { x: x(at), y: y(value) });
  const name = (at: number) => bucketName(buckets[at]?.from ?? '');
  return (
    <div ref={ref} className={classes.scroll}>
      <svg
        className={classes.picture}
        width={whole + margin.left + margin.right}
        height={height + margin.top + margin.bottom}
        role="group"
        aria-label={label}
        {...(main ? { 'data-picture': true } : {})}
      >
        <g transform={`translate(${margin.left} ${margin.top})`}>
          <BarsAxis ticks={axis} y={y} width={whole} format={(value) => (value >= 10 || Number.isInteger(value) ? compact(value) : decimal(value, 3))} />
          {timeLabels(buckets.map(({ from }) => from), step, bucketName).map(({ at, text }) => (
            <text key={at} className={`${classes.quiet} ${classes.small}`} textAnchor={at === 0 ? 'start' : 'middle'} x={x(at)} y={height + 19}>
              {text}
            </text>
          ))}
          {series.map((line) => (
            <g key={line.key}>
              <path
                d={bandPath(line.points.map((each, at) => (each.band95 ? { x: x(at), low: y(each.band95[0]), high: y(each.band95[1]) } : null)))}
                fill={line.colour}
                fillOpacity={0.12}
              />
              <path d={brokenLine(line.points.map((each, at) => point(each.expected, at)))} fill="none" stroke={line.colour} strokeOpacity={0.6} strokeDasharray="2 3" />
              <path d={brokenLine(line.points.map((each, at) => point(each.previous, at)))} fill="none" stroke="var(--c8)" strokeWidth={1.4} />
              <path d={brokenLine(line.points.map((each, at) => (isOpen(line, at) ? null : point(each.value, at))))} fill="none" stroke={line.colour} strokeWidth={2} />
              <path
                d={brokenLine(line.points.map((each, at) => (isOpen(line, at) || isOpen(line, at + 1) || isOpen(line, at - 1) ? point(each.value, at) : null)))}
                fill="none"
                stroke={line.colour}
                strokeWidth={1.6}
                strokeDasharray="5 4"
              />
              {line.points.map((each, at) => {
                if (each.value === null) return null;
                const odd = each.anomaly !== undefined;
                if (!odd && crowded && each.ref === undefined) return null;
                const words = `${line.name}, ${name(at)}: ${figure(each.value)}${odd && each.expected !== undefined ? `, expected ${figure(each.expected)}` : ''}${isOpen(line, at) ? ', so far' : ''}`;
                const look = {
                  cx: x(at),
                  cy: y(each.value),
                  r: odd ? 6 : crowded ? 3 : 4,
                  fill: odd ? 'var(--pain)' : isOpen(line, at) ? 'var(--surface)' : line.colour,
                  stroke: odd ? 'var(--surface)' : line.colour,
                  strokeWidth: 1.5,
                };
                return each.ref === undefined ? (
                  <circle key={at} {...look}>
                    <title>{words}</title>
                  </circle>
                ) : (
                  <g key={at} className={`${classes.mark} ${crowded && !odd ? classes.faint : ''}`} {...mark(each.ref, words)}>
                    <title>{words}</title>
                    <rect x={x(at) - Math.max(2, Math.min(12, step / 2))} y={y(each.value) - 12} width={Math.max(4, Math.min(24, step))} height={24} fill="transparent" stroke="none" />
                    <circle {...look} />
                  </g>
                );
              })}
              {line.points.map((each, at) =>
                each.anomaly === undefined || each.value === null ? null : (
                  <text
                    key={at}
                    className={`${classes.small} ${classes.over}`}
                    style={{ fill: 'var(--pain)' }}
                    textAnchor="middle"
                    x={x(at)}
                    y={y(each.value) + (each.anomaly.direction === 'up' ? -12 : 20)}
                    pointerEvents="none"
                    aria-hidden
                  >
                    {each.anomaly.difference > 0 ? '+' : ''}
                    {figure(each.anomaly.difference)}
                  </text>
                ),
              )}
            </g>
          ))}
        </g>
      </svg>
    </div>
  );
}

/** Whole numbers as they are, fractions with as many decimals as tell them apart. */
export function figure(value: number | null): string {
  if (value === null) return '–';
  return Number.isInteger(value) || Math.abs(value) >= 100 ? count(value) : decimal(value, Math.abs(value) < 1 ? 3 : 1);
}

export function bucketName(from: string): string {
  const time = /T(\d\d:\d\d)/.exec(from)?.[1];
  return time === undefined || time === '00:00' ? day(from) : `${day(from)} ${time}`;
}
