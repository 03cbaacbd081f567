import type { Answer, PatternDocument, PatternNeighbour, PatternResult } from '../../../../api';
import { Card, count, DataTable, decimal, duration, EmptyState, interval, Num, plural, share } from '../../../../design';
import { CountedKind } from '../../counted_kind';
import { useMark } from '../../refine/refine_context';
import classes from '../pictures.module.css';
import { fitted } from '../text_fit';
import { LineChart } from '../trend/line_chart';
import { useWidth } from '../use_width';

interface PatternViewProps {
  document: PatternDocument;
  answer: Answer<PatternDocument>;
}

/** Who goes the way of a pattern, what came before it and what comes after. */
export function PatternView({ document, answer }: PatternViewProps) {
  const { result } = answer;
  return (
    <>
      <Card
        flush
        title={
          <>
            Matches <CountedKind kind="pattern" />
          </>
        }
        aside={<code>{fitted(result.pattern, 460, 12)}</code>}
      >
        <dl className={classes.figures}>
          <div>
            <dt>Go this way</dt>
            <dd>
              <Num
                size="large"
                value={share(result.matched.share)}
                detail={`${interval(result.matched.low, result.matched.high)}, ${count(result.matched.count)} of ${count(result.matched.of)} people`}
                people={{ document, ref: result.matched_ref, title: 'go this way' }}
              />
            </dd>
          </div>
          <div>
            <dt>Do not</dt>
            <dd>
              <Num size="large" value={count(result.not_matched)} people={{ document, ref: result.not_matched_ref, title: 'do not go this way' }} />
            </dd>
          </div>
          <div>
            <dt>Matches</dt>
            <dd>
              <Num size="large" value={count(result.matches)} people={{ document, ref: result.matches_ref, title: 'with a match' }} />
            </dd>
          </div>
          {result.times.median_s !== null && (
            <div>
              <dt>Half take no longer than</dt>
              <dd>
                <Num size="large" value={duration(result.times.median_s)} detail={`${duration(result.times.q1_s)} – ${duration(result.times.q3_s)}`} />
              </dd>
            </div>
          )}
          {result.events && (
            <div>
              <dt>Events from first to last</dt>
              <dd>
                <Num size="large" value={decimal(result.events.median, 1)} detail={`${count(result.events.min)}–${count(result.events.max)}`} />
              </dd>
            </div>
          )}
        </dl>
        {result.matches === 0 ? (
          <EmptyState title="Nobody goes this way">
            Loosen it: <code>then</code> lets other events come between, <code>?</code> makes an element one that may be missing.
          </EmptyState>
        ) : (
          <PatternNeighbours result={result} />
        )}
      </Card>
      {result.trend && result.trend.length > 0 && (
        <Card
          flush
          title={
            <>
              Over time <CountedKind kind="pattern" what="Over time" />
            </>
          }
          aside={`matches by ${document.trend ?? 'day'}`}
        >
          <LineChart
            label="Matches over time"
            buckets={result.trend}
            series={[{ key: 'matches', name: 'Matches', colour: 'var(--c1)', points: result.trend.map((each) => ({ value: each.matches, ref: each.ref })) }]}
          />
        </Card>
      )}
      <div className={classes.halves}>
        <Card flush title="What the pattern took">
          <DataTable
            label="What the pattern took"
            rows={result.steps}
            rowKey={(row) => row.ref}
            columns={[
              { key: 'name', header: 'Element', render: (row) => row.name },
              { key: 'events', header: 'Events', align: 'right', render: (row) => count(row.events) },
              { key: 'people', header: 'People', align: 'right', render: (row) => <Num value={count(row.people)} people={{ document, ref: row.ref, title: row.name }} /> },
            ]}
          />
        </Card>
        <Card flush title="How often each">
          <DataTable
            label="How often each"
            rows={result.per_customer}
            rowKey={(row) => row.ref}
            columns={[
              { key: 'matches', header: 'Matches', render: (row) => `${row.matches}${row.or_more ? ' or more' : ''}` },
              { key: 'people', header: 'People', align: 'right', render: (row) => <Num value={count(row.people)} people={{ document, ref: row.ref, title: `${plural(row.matches, 'match', 'matches')}${row.or_more ? ' or more' : ''}` }} /> },
            ]}
          />
        </Card>
      </div>
    </>
  );
}

const margin = { left: 16, right: 16, top: 40, bottom: 16 };
const row = 32;
/** Where there is little room, names give way to the bars. */
const narrow = 640;

const nameOf = (each: PatternNeighbour) =>
  each.role === 'entry' ? 'Nothing before' : each.role === 'exit' ? 'Nothing after' : each.role === 'other' ? 'Other' : each.label;

/** The match in the middle, what came right before it to the left, what came right after to the right. */
export function PatternNeighbours({ result }: { result: PatternResult }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const mark = useMark();
  const [label, middle] = width < narrow ? [104, 84] : [150, 110];
  const side = Math.max(222, (width - margin.left - margin.right - middle) / 2);
  const bar = side - label - 60;
  const most = Math.max(0.0001, ...[...result.before, ...result.after].map((each) => each.share.share ?? 0));
  const rows = Math.max(result.before.length, result.after.length, 1);
  const height = rows * row;
  const whole = 2 * side + middle;
  const one = (each: PatternNeighbour, at: number, before: boolean) => {
    const length = Math.max(1, (bar * (each.share.share ?? 0)) / most);
    const y = at * row;
    const ink = each.role === 'exit' ? 'var(--pain)' : each.role === 'event' ? 'var(--c1)' : 'var(--c8)';
    const end = before ? side : side + middle;
    const words = `${before ? 'Before' : 'After'}: ${nameOf(each)}, ${plural(each.count, 'match', 'matches')}, ${share(each.share.share)}`;
    return (
      <g key={each.ref} className={classes.mark} {...mark(each.ref, words)}>
        <title>{`${words} (${interval(each.share.low, each.share.high)})`}</title>
        <rect x={before ? 0 : end} y={y} width={side} height={row - 2} fill="transparent" stroke="none" />
        <rect x={before ? end - length : end} y={y + 6} width={length} height={18} rx={2} fill={ink} fillOpacity={0.75} />
        <text textAnchor={before ? 'end' : 'start'} x={before ? end - length - 8 : end + length + 8} y={y + 19}>
          {before && <tspan className={`${classes.quiet} ${classes.small}`}>{share(each.share.share)}  </tspan>}
          {fitted(nameOf(each), label - 10, 12.5)}
          {!before && <tspan className={`${classes.quiet} ${classes.small}`}>  {share(each.share.share)}</tspan>}
        </text>
      </g>
    );
  };
  return (
    <div ref={ref} className={classes.scroll}>
      <svg
        className={classes.picture}
        width={margin.left + whole + margin.right}
        height={margin.top + height + margin.bottom}
        role="group"
        aria-label="What came right before the matches and right after"
        data-picture
      >
        <g transform={`translate(${margin.left} ${margin.top})`}>
          <text className={`${classes.quiet} ${classes.small}`} textAnchor="end" x={side} y={-16}>
            right before
          </text>
          <text className={`${classes.quiet} ${classes.small}`} x={side + middle} y={-16}>
            right after
          </text>
          <rect x={side + 6} y={0} width={middle - 12} height={height} rx={6} fill="var(--accent-soft)" />
          <text textAnchor="middle" x={side + middle / 2} y={height / 2}>
            {count(result.matches)}
          </text>
          <text className={`${classes.muted} ${classes.small}`} textAnchor="middle" x={side + middle / 2} y={height / 2 + 16}>
            {result.matches === 1 ? 'match' : 'matches'}
          </text>
          {result.before.map((each, at) => one(each, at, true))}
          {result.after.map((each, at) => one(each, at, false))}
        </g>
      </svg>
    </div>
  );
}
