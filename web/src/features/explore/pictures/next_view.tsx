import type { Answer, NextDocument, NextResult } from '../../../api';
import { Card, count, DataTable, duration, interval, Num, plural, share, type Column } from '../../../design';
import { CountedKind } from '../counted_kind';
import { useMark } from '../refine/refine_context';
import classes from './pictures.module.css';
import { fitted } from './text_fit';
import { useWidth } from './use_width';

interface NextViewProps {
  document: NextDocument;
  answer: Answer<NextDocument>;
}

type Row = Pick<NextResult['next'][number], 'label' | 'share' | 'people' | 'ref' | 'other'> & { times: NextResult['times'] | null };

/** What came next, and last the ones after whom nothing came. */
function rowsOf(result: NextResult): Row[] {
  return [
    ...result.next.map((each) => ({ ...each, label: each.other ? 'Other' : each.label })),
    { label: 'Nothing', share: result.nothing, people: result.nothing_people, ref: result.nothing_ref, times: null },
  ];
}

/** What comes right after an event, how often and how soon. */
export function NextView({ document, answer }: NextViewProps) {
  const { result } = answer;
  const columns: Column<Row>[] = [
    { key: 'label', header: 'Next', render: (row) => (row.times === null ? <i>{row.label}</i> : row.label) },
    { key: 'share', header: document.pick === 'each' ? 'Of all passes' : 'Of all', align: 'right', render: (row) => <Num value={share(row.share.share)} detail={interval(row.share.low, row.share.high)} /> },
    { key: 'people', header: 'People', align: 'right', render: (row) => <Num value={count(row.people)} people={{ document, ref: row.ref, title: `next: ${row.label}` }} /> },
    {
      key: 'time',
      header: 'Median time',
      align: 'right',
      render: (row) =>
        row.times === null ? '–' : <Num value={duration(row.times.median_s)} detail={row.times.low_s === null ? undefined : `${duration(row.times.low_s)} – ${duration(row.times.high_s)}`} />,
    },
    { key: 'middle', header: 'Middle half', align: 'right', wideOnly: true, render: (row) => (row.times === null ? '–' : `${duration(row.times.q1_s)} – ${duration(row.times.q3_s)}`) },
  ];
  return (
    <>
      <Card
        flush
        title={
          <>
            What comes next <CountedKind kind="next" />
          </>
        }
        aside={<Num value={duration(result.times.median_s)} detail={`until half of ${plural(result.times.n, 'next event')} came`} />}
      >
        <NextPicture result={result} />
        <div className={classes.legend}>
          <span>Left: the share that goes there</span>
          <span>Right: how long it takes, the middle half and the median</span>
        </div>
      </Card>
      <Card flush title="Every next event" aside="95 % intervals">
        <DataTable label="Every next event" columns={columns} rows={rowsOf(result)} rowKey={(row) => row.ref} />
      </Card>
    </>
  );
}

const margin = { left: 16, right: 16, top: 34, bottom: 34 };
const row = 32;
/** Where there is little room, names give way to the bars. */
const narrow = 640;
/** Steps of the time axis, in seconds. */
const marks = [1, 10, 60, 600, 3600, 36_000, 86_400, 604_800, 2_592_000, 31_536_000];

/** Bars for how often, and on the same rows the spans of time on a logarithmic axis. */
export function NextPicture({ result }: { result: NextResult }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const mark = useMark();
  const rows = rowsOf(result);
  const names = width < narrow ? 110 : 180;
  const room = Math.max(440, width - margin.left - margin.right - names);
  const bars = room * 0.46;
  const most = Math.max(0.0001, ...rows.map((each) => each.share.high ?? 0));
  const seconds = rows.flatMap(({ times }) => (times?.q1_s == null || times.q3_s === null ? [] : [Math.max(0.5, times.q1_s), Math.max(0.5, times.q3_s)]));
  const [low, high] = [Math.min(1, ...seconds), Math.max(60, ...seconds)];
  const from = names + bars + 64;
  const span = names + room - from - 8;
  const x = (time: number) => from + (span * Math.log(Math.max(low, time) / low)) / Math.log(high / low);
  const height = rows.length * row;
  return (
    <div ref={ref} className={classes.scroll}>
      <svg
        className={classes.picture}
        width={margin.left + names + room + margin.right}
        height={margin.top + height + margin.bottom}
        role="group"
        aria-label="What comes next, how often and how soon"
        data-picture
      >
        <g transform={`translate(${margin.left} ${margin.top})`}>
          <text className={`${classes.quiet} ${classes.small}`} x={names} y={-12}>
            how often
          </text>
          <text className={`${classes.quiet} ${classes.small}`} x={from} y={-12}>
            how soon
          </text>
          {marks
            .filter((time) => time >= low && time <= high)
            .filter((time, at, all) => at === 0 || x(time) - x(all[at - 1] ?? 0) > 34)
            .map((time) => (
              <g key={time}>
                <line x1={x(time)} x2={x(time)} y1={0} y2={height} stroke="var(--line)" />
                <text className={`${classes.quiet} ${classes.small}`} x={x(time)} y={height + 18} textAnchor="middle">
                  {duration(time)}
                </text>
              </g>
            ))}
          {rows.map((each, at) => {
            const y = at * row;
            const ink = each.times === null ? 'var(--pain)' : each.other ? 'var(--c8)' : 'var(--c1)';
            const scale = (value: number) => (bars * value) / most;
            const words = `${each.label}: ${share(each.share.share)}, ${plural(each.people, 'person', 'people')}${each.times === null ? '' : `, half within ${duration(each.times.median_s)}`}`;
            return (
              <g key={each.ref} className={classes.mark} {...mark(each.ref, words)}>
                <title>{`${words} (${interval(each.share.low, each.share.high)})`}</title>
                <rect x={0} y={y} width={names + room} height={row - 2} fill="transparent" stroke="none" />
                <text x={0} y={y + 20}>
                  {fitted(each.label, names - 14, 12.5)}
                </text>
                <rect x={names} y={y + 8} width={Math.max(1, scale(each.share.share ?? 0))} height={15} rx={2} fill={ink} stroke="none" />
                {each.share.low !== null && each.share.high !== null && (
                  <line x1={names + scale(each.share.low)} x2={names + scale(each.share.high)} y1={y + 15.5} y2={y + 15.5} stroke="var(--ink)" strokeWidth={1.4} />
                )}
                <text className={classes.small} x={names + scale(each.share.high ?? each.share.share ?? 0) + 6} y={y + 20}>
                  {share(each.share.share)}
                </text>
                {each.times?.q1_s != null && each.times.q3_s !== null && each.times.median_s !== null && (
                  <>
                    <line x1={x(each.times.q1_s)} x2={x(each.times.q3_s)} y1={y + 15.5} y2={y + 15.5} stroke="var(--c3)" strokeWidth={5} strokeOpacity={0.45} strokeLinecap="round" />
                    <circle cx={x(each.times.median_s)} cy={y + 15.5} r={4.5} fill="var(--c3)" stroke="var(--surface)" />
                  </>
                )}
              </g>
            );
          })}
        </g>
      </svg>
    </div>
  );
}
