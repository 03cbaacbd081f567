import type { TimeBetweenResult } from '../../../api';
import { count, duration, plural } from '../../../design';
import { markKeys, useRefine } from '../refine/refine_context';
import { labelEvery, placeOf, ticks } from './log_scale';
import { useHeight } from './picture_room';
import classes from './pictures.module.css';
import { useWidth } from './use_width';

interface TimeHistogramProps {
  result: TimeBetweenResult;
}

const margin = { left: 48, top: 40, right: 28, bottom: 34 };
const binMin = 14;
const labelWidth = 58;

/** How long it took: bins of growing length, with the quartiles and the median on them. */
export function TimeHistogram({ result }: TimeHistogramProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const refine = useRefine();
  const height = useHeight(240, margin.top + margin.bottom);
  const bins = result.histogram;
  const room = width - margin.left - margin.right;
  const step = Math.max(binMin, room / Math.max(1, bins.length));
  const axis = ticks(Math.max(0, ...bins.map((bin) => bin.count)));
  const most = axis.at(-1) ?? 1;
  const every = labelEvery(bins.length, step, labelWidth);
  const edges = [...bins.map((bin) => bin.from_s), ...(bins.length > 0 ? [bins.at(-1)?.to_s ?? 0] : [])];
  const { times } = result;
  const quartiles = [
    { key: 'q1', time: times.q1_s, word: 'a quarter', row: 0 },
    { key: 'median', time: times.median_s, word: 'half', row: 1 },
    { key: 'q3', time: times.q3_s, word: 'three quarters', row: 0 },
  ].flatMap((mark) => {
    const place = mark.time === null ? null : placeOf(mark.time, bins);
    return place === null ? [] : [{ ...mark, x: place * step }];
  });
  const whole = step * bins.length;
  return (
    <div ref={ref} className={classes.scroll}>
      <svg
        className={classes.picture}
        width={whole + margin.left + margin.right}
        height={height + margin.top + margin.bottom}
        role="group"
        aria-label="How long it took"
        data-picture
      >
        <g transform={`translate(${margin.left} ${margin.top})`}>
          {axis.map((tick) => (
            <g key={tick}>
              <line x1={0} x2={whole} y1={height * (1 - tick / most)} y2={height * (1 - tick / most)} stroke="var(--line)" />
              <text className={`${classes.quiet} ${classes.small}`} textAnchor="end" x={-8} y={height * (1 - tick / most) + 4}>
                {count(tick)}
              </text>
            </g>
          ))}
          {bins.map((bin, at) => {
            const high = (bin.count / most) * height;
            return (
              <g
                key={bin.ref}
                className={classes.mark}
                role="button"
                tabIndex={bin.count > 0 ? 0 : -1}
                aria-label={`${duration(bin.from_s)} to ${duration(bin.to_s)}: ${plural(bin.count, 'person', 'people')}`}
                aria-haspopup="menu"
                data-chosen={refine.selected === bin.ref || undefined}
                onClick={(event) => refine.open(bin.ref, event)}
                onKeyDown={markKeys((event) => refine.open(bin.ref, event))}
              >
                <title>{`${duration(bin.from_s)} – ${duration(bin.to_s)}: ${count(bin.count)}`}</title>
                <rect x={at * step} y={0} width={step} height={height} fill="transparent" />
                <rect x={at * step + 1} y={height - high} width={step - 2} height={high} rx={Math.min(2, high / 2)} fill={refine.selected === bin.ref ? 'var(--accent)' : 'var(--c1)'} />
              </g>
            );
          })}
          {edges.map((edge, at) =>
            at % every === 0 ? (
              <g key={at}>
                <line x1={at * step} x2={at * step} y1={height} y2={height + 4} stroke="var(--line-2)" />
                <text className={`${classes.quiet} ${classes.small}`} textAnchor="middle" x={at * step} y={height + 18}>
                  {duration(edge)}
                </text>
              </g>
            ) : null,
          )}
          {quartiles.map((mark) => (
            <g key={mark.key} pointerEvents="none">
              <line
                x1={mark.x}
                x2={mark.x}
                y1={-6 - mark.row * 14}
                y2={height}
                stroke="var(--ink)"
                strokeWidth={mark.key === 'median' ? 1.6 : 1}
                strokeDasharray={mark.key === 'median' ? undefined : '3 3'}
              />
              <text
                className={`${mark.key === 'median' ? '' : classes.quiet} ${classes.small} ${classes.over}`}
                x={mark.x}
                y={-10 - mark.row * 14}
                textAnchor={mark.x < 70 ? 'start' : mark.x > whole - 70 ? 'end' : 'middle'}
              >
                {mark.word} {duration(mark.time)}
              </text>
            </g>
          ))}
        </g>
      </svg>
    </div>
  );
}
