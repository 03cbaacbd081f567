import type { Answer, LifecycleDocument, LifecyclePeriod, LifecycleResult } from '../../../../api';
import { Card, count, DataTable, decimal, Mark, Num, plural, share, type Column } from '../../../../design';
import { CountedKind } from '../../counted_kind';
import { useMark } from '../../refine/refine_context';
import { BarsAxis } from '../bars_axis';
import { hatchPath } from '../hatch';
import { ticks } from '../log_scale';
import { useHeight } from '../picture_room';
import classes from '../pictures.module.css';
import { timeLabels } from '../time_labels';
import { useWidth } from '../use_width';
import { cohortName } from './retention_words';

interface LifecycleViewProps {
  document: LifecycleDocument;
  answer: Answer<LifecycleDocument>;
}

const parts = [
  { name: 'returning', label: 'Stayed', colour: 'var(--c1)' },
  { name: 'resurrecting', label: 'Came back', colour: 'var(--c3)' },
  { name: 'new', label: 'New', colour: 'var(--c2)' },
] as const;
const silent = { name: 'dormant', label: 'Fell silent', colour: 'var(--pain)' } as const;

const margin = { left: 52, top: 22, right: 16, bottom: 30 };
const legend = 34;

/** Who came, stayed, came back and fell silent, period by period. */
export function LifecycleView({ document, answer }: LifecycleViewProps) {
  const { periods, bucket } = answer.result;
  const columns: Column<LifecyclePeriod>[] = [
    { key: 'from', header: 'Period', render: (row) => `${cohortName(row.from, bucket)}${row.incomplete ? ' (part)' : ''}` },
    {
      key: 'active',
      header: 'Active',
      align: 'right',
      render: (row) => <Num value={count(row.active)} people={{ document, ref: row.active_ref, title: 'active' }} />,
    },
    ...[...parts, silent].map(({ name, label }) => ({
      key: name,
      header: label,
      align: 'right' as const,
      wideOnly: name === 'resurrecting',
      render: (row: LifecyclePeriod) => (
        <Num
          tone={name === 'dormant' ? 'pain' : 'plain'}
          value={count(row[name].count)}
          detail={share(row[name].share)}
          people={{ document, ref: row[`${name}_ref`], title: label.toLowerCase() }}
        />
      ),
    })),
    {
      key: 'quick',
      header: 'Gained for each lost',
      align: 'right',
      wideOnly: true,
      render: (row) => (row.quick_ratio === null ? '–' : decimal(row.quick_ratio, 2)),
    },
  ];
  return (
    <>
      <Card
        flush
        title={
          <>
            Lifecycle <CountedKind kind="lifecycle" />
          </>
        }
        aside={`${plural(periods.length, bucket)}`}
      >
        <LifecyclePicture periods={periods} bucket={bucket} />
      </Card>
      <Card flush title="Every period" aside="shares of the active; the silent of those active before">
        <DataTable label="Every period" columns={columns} rows={[...periods].reverse()} rowKey={(row) => row.active_ref} />
      </Card>
    </>
  );
}

/** Those active stacked above the line, those who fell silent below it, and which is which. */
export function LifecyclePicture({ periods, bucket }: LifecycleResult) {
  return (
    <>
      <Bars periods={periods} bucket={bucket} />
      <div className={classes.legend}>
        {[...parts, silent].map((part) => (
          <span key={part.name}>
            <Mark colour={part.colour} /> {part.label}
          </span>
        ))}
        {periods.some((each) => each.incomplete) && <span>Hatched: the period is not whole, so who is silent may still come</span>}
      </div>
    </>
  );
}

function Bars({ periods, bucket }: LifecycleResult) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const mark = useMark();
  const height = useHeight(320, margin.top + margin.bottom + legend);
  const up = Math.max(1, ...periods.map((each) => each.active));
  const down = Math.max(0, ...periods.map((each) => each.dormant.count));
  const axis = ticks(up + down, 5);
  const unit = axis[1] ?? 1;
  const [above, below] = [Math.ceil(up / unit) * unit, Math.ceil(down / unit) * unit];
  const y = (value: number) => (height * (above - value)) / (above + below);
  const marks = Array.from({ length: Math.round((above + below) / unit) + 1 }, (_, at) => at * unit - below);
  const step = Math.max(4, (width - margin.left - margin.right) / Math.max(1, periods.length));
  const whole = step * periods.length;
  const bar = Math.min(56, step * 0.78);
  return (
    <div ref={ref} className={classes.scroll}>
      <svg
        className={classes.picture}
        width={whole + margin.left + margin.right}
        height={height + margin.top + margin.bottom}
        role="group"
        aria-label="New, staying, returning and silent people by period"
        data-picture
      >
        <g transform={`translate(${margin.left} ${margin.top})`}>
          <BarsAxis ticks={marks} y={y} width={whole} />
          {periods.map((period, at) => {
            const x = at * step + (step - bar) / 2;
            const name = cohortName(period.from, bucket);
            let floor = 0;
            const stacked = parts.map((part) => {
              const from = floor;
              floor += period[part.name].count;
              return { ...part, top: y(floor), bottom: y(from), count: period[part.name].count };
            });
            const boxes = [...stacked, { ...silent, top: y(0), bottom: y(-period.dormant.count), count: period.dormant.count }];
            return (
              <g key={period.active_ref}>
                {boxes.map((box) =>
                  box.count === 0 ? null : (
                    <g key={box.name} className={classes.mark} {...mark(period[`${box.name}_ref`], `${name}, ${box.label.toLowerCase()}: ${plural(box.count, 'person', 'people')}`)}>
                      <title>{`${name}: ${box.label.toLowerCase()} ${count(box.count)}`}</title>
                      <rect x={x} y={box.top + 0.5} width={bar} height={Math.max(1, box.bottom - box.top - 1)} fill={box.colour} fillOpacity={period.incomplete ? 0.3 : 0.85} />
                      {period.incomplete && <path d={hatchPath(x, box.top + 0.5, bar, Math.max(1, box.bottom - box.top - 1))} stroke={box.colour} strokeOpacity={0.6} fill="none" />}
                    </g>
                  ),
                )}
              </g>
            );
          })}
          {timeLabels(periods.map(({ from }) => from), step, (from) => cohortName(from, bucket)).map(({ at, text }) => (
            <text key={at} className={`${classes.quiet} ${classes.small}`} textAnchor={at === 0 ? 'start' : 'middle'} x={at === 0 ? 0 : (at + 0.5) * step} y={height + 18}>
              {text}
            </text>
          ))}
        </g>
      </svg>
    </div>
  );
}
