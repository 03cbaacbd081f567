import type { Answer, Driver, DriversDocument, DriversResult } from '../../../../api';
import { Card, count, DataTable, decimal, duration, EmptyState, interval, Num, plural, points, share, type Column } from '../../../../design';
import { CountedKind } from '../../counted_kind';
import { useMark } from '../../refine/refine_context';
import { axisTicks } from '../line';
import classes from '../pictures.module.css';
import { fitted } from '../text_fit';
import { useWidth } from '../use_width';

interface DriversViewProps {
  document: DriversDocument;
  answer: Answer<DriversDocument>;
}

/** What those who reached the outcome had done before, against those who did not. */
export function DriversView({ document, answer }: DriversViewProps) {
  const { result } = answer;
  const { left_out: out } = result;
  const span = duration(result.observe_s);
  return (
    <>
      <Card
        flush
        title={
          <>
            What goes with the outcome <CountedKind kind="drivers" />
          </>
        }
        aside={`${count(result.held)} of ${plural(result.tested, 'candidate')} hold`}
      >
        <dl className={classes.figures}>
          <div>
            <dt>Reached the outcome</dt>
            <dd>
              <Num
                size="large"
                value={share(result.outcome.share)}
                detail={`${interval(result.outcome.low, result.outcome.high)}, ${count(result.outcome.count)} of ${count(result.outcome.of)}`}
                people={{ document, ref: result.outcome_ref, title: 'reached the outcome' }}
              />
            </dd>
          </div>
          <div>
            <dt>Left out: there too soon</dt>
            <dd>
              <Num size="large" value={count(out.early)} detail={`in the first ${span}`} people={{ document, ref: out.early_ref, title: 'there too soon' }} />
            </dd>
          </div>
          <div>
            <dt>Left out: began too late</dt>
            <dd>
              <Num size="large" value={count(out.too_recent)} detail="their time is not over" people={{ document, ref: out.too_recent_ref, title: 'began too late' }} />
            </dd>
          </div>
        </dl>
        {result.drivers.length === 0 ? (
          <EmptyState title="Nothing to compare">
            No candidate has enough people on both sides. A longer period or a shorter first time gives more of them.
          </EmptyState>
        ) : (
          <DriversForest result={result} />
        )}
        <div className={classes.legend}>
          <span>Filled: holds with at most {decimal(result.fdr * 100, 0)} % false discoveries</span>
          <span>Hollow: may be chance</span>
          <span>Line: 95 % interval</span>
          <span>What goes together need not be a cause</span>
        </div>
      </Card>
      <Card flush title="Every candidate" aside="95 % intervals">
        <DataTable label="Every candidate" columns={columns(document)} rows={result.drivers} rowKey={(row) => row.id} />
      </Card>
    </>
  );
}

const margin = { left: 16, right: 16, top: 34, bottom: 30 };
const row = 30;
const names = { wide: 300, narrow: 168 };
const figures = 176;
const shown = 24;

/** The surest candidates as differences with their intervals. */
export function DriversForest({ result }: { result: DriversResult }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const mark = useMark();
  const drivers = result.drivers.slice(0, shown);
  const name = width < 700 ? names.narrow : names.wide;
  const axis = axisTicks(Math.min(0, ...drivers.map((each) => each.difference.low)), Math.max(0, ...drivers.map((each) => each.difference.high)));
  const [low, high] = [axis[0] ?? -1, axis.at(-1) ?? 1];
  const room = Math.max(220, width - margin.left - margin.right - name - figures);
  const x = (value: number) => name + (room * (value - low)) / (high - low);
  const height = drivers.length * row;
  return (
    <div ref={ref} className={classes.scroll}>
      <svg
        className={classes.picture}
        width={margin.left + name + room + figures + margin.right}
        height={margin.top + height + margin.bottom}
        role="group"
        aria-label="Differences in the share that reaches the outcome"
        data-picture
      >
        <g transform={`translate(${margin.left} ${margin.top})`}>
          <text className={`${classes.quiet} ${classes.small}`} x={x(0)} y={-16} textAnchor="middle">
            points more or less of them reach it
          </text>
          <text className={`${classes.quiet} ${classes.small}`} x={name + room + figures} y={-16} textAnchor="end">
            with · without · times
          </text>
          {axis.map((tick) => (
            <g key={tick}>
              <line x1={x(tick)} x2={x(tick)} y1={0} y2={height} stroke={tick === 0 ? 'var(--ink-3)' : 'var(--line)'} />
              <text className={`${classes.quiet} ${classes.small}`} x={x(tick)} y={height + 18} textAnchor="middle">
                {points(tick)}
              </text>
            </g>
          ))}
          {drivers.map((driver, at) => {
            const y = at * row + row / 2;
            const ink = driver.direction === 'less' ? 'var(--pain)' : 'var(--delight)';
            return (
              <g key={driver.id} className={classes.mark} {...mark(driver.refs.with, `${driver.sentence} ${driver.held ? '' : 'May be chance.'}`)}>
                <title>{driver.sentence}</title>
                <rect x={0} y={at * row} width={name + room + figures} height={row} fill="transparent" stroke="none" />
                <text className={driver.held ? undefined : classes.muted} x={0} y={y + 4}>
                  {fitted(driver.label, name - 16, 12.5)}
                </text>
                <line x1={x(driver.difference.low)} x2={x(driver.difference.high)} y1={y} y2={y} stroke={ink} strokeWidth={2} strokeOpacity={driver.held ? 1 : 0.5} />
                <circle cx={x(driver.difference.value)} cy={y} r={5} fill={driver.held ? ink : 'var(--surface)'} stroke={ink} strokeWidth={1.6} />
                <text className={`${classes.muted} ${classes.small}`} x={name + room + figures} y={y + 4} textAnchor="end">
                  {share(driver.with.share)} · {share(driver.without.share)} · {driver.ratio.value === null ? '–' : `${decimal(driver.ratio.value, 1)}×`}
                </text>
              </g>
            );
          })}
        </g>
      </svg>
    </div>
  );
}

function columns(document: DriversDocument): Column<Driver>[] {
  return [
    {
      key: 'label',
      header: 'What they have in common',
      render: (driver) => (
        <>
          {driver.held ? <b>{driver.label}</b> : driver.label}
          {driver.also.length > 0 && <div style={{ color: 'var(--ink-3)' }}>the same people: {driver.also.join(', ')}</div>}
        </>
      ),
    },
    {
      key: 'with',
      header: 'With it',
      align: 'right',
      render: (driver) => (
        <Num value={share(driver.with.share)} detail={`of ${count(driver.with.of)}`} people={{ document, ref: driver.refs.with, title: driver.label }} />
      ),
    },
    {
      key: 'without',
      header: 'Without',
      align: 'right',
      render: (driver) => (
        <Num value={share(driver.without.share)} detail={`of ${count(driver.without.of)}`} people={{ document, ref: driver.refs.without, title: `without: ${driver.label}` }} />
      ),
    },
    {
      key: 'difference',
      header: 'Points',
      align: 'right',
      render: ({ difference }) => <Num value={points(difference.value)} detail={`${points(difference.low)} to ${points(difference.high)}`} />,
    },
    {
      key: 'ratio',
      header: 'Times as often',
      align: 'right',
      wideOnly: true,
      render: ({ ratio }) =>
        ratio.value === null ? '–' : (
          <Num value={`${decimal(ratio.value, 2)}×`} detail={ratio.low === null ? undefined : `${decimal(ratio.low, 2)}–${decimal(ratio.high ?? 0, 2)}`} />
        ),
    },
    { key: 'q', header: 'q', align: 'right', wideOnly: true, render: ({ q }) => (q < 0.0001 ? '<0.0001' : decimal(q, 4)) },
  ];
}
