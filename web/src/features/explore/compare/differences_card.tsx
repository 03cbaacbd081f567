import type { CompareDocument, CompareResult, QueryDocument } from '../../../api';
import { Card, count, Counted, EmptyState, interval, Num, plural, points, share } from '../../../design';
import type { ExploreDocument } from '../ask/explore_search';
import { axisTicks } from '../pictures/line';
import classes from '../pictures/pictures.module.css';
import { fitted } from '../pictures/text_fit';
import { useWidth } from '../pictures/use_width';
import { comparedRows, type Compared } from './compared_rows';

interface DifferencesCardProps {
  kind: ExploreDocument['kind'];
  /** The comparison that was asked for, and its answer: the others first. */
  document: CompareDocument;
  result: CompareResult;
  names: { a: string; b: string };
}

const shown = 12;

/** Where two answers to one question differ, and by how much. */
export function DifferencesCard({ kind, document, result, names }: DifferencesCardProps) {
  const rows = comparedRows(kind, result);
  const clear = rows.filter((row) => row.difference.clear).length;
  return (
    <Card
      flush
      title={
        <>
          Where they differ <Counted what="Differences" as="differences" />
        </>
      }
      aside={rows.length > 0 && `${count(clear)} of ${plural(rows.length, 'share')} clearly`}
    >
      <dl className={classes.figures}>
        <div>
          <dt>{names.a}</dt>
          <dd>
            <Num size="large" value={count(result.groups[1]?.customers ?? 0)} detail="people looked at" />
          </dd>
        </div>
        <div>
          <dt>{names.b}</dt>
          <dd>
            <Num size="large" value={count(result.groups[0]?.customers ?? 0)} detail="people looked at" />
          </dd>
        </div>
      </dl>
      {rows.length === 0 ? (
        <EmptyState title="Nothing to compare">One of the two has nobody behind its answer.</EmptyState>
      ) : (
        <Differences rows={rows.slice(0, shown)} document={document} names={names} />
      )}
    </Card>
  );
}

interface DifferencesProps {
  rows: Compared[];
  document: CompareDocument;
  names: { a: string; b: string };
}

const margin = { left: 16, right: 16, top: 30, bottom: 28 };
const row = 28;

function Differences({ rows, document, names }: DifferencesProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const [label, figures] = width < 700 ? [150, 110] : [280, 150];
  const room = Math.max(160, width - margin.left - margin.right - label - 2 * figures);
  const axis = axisTicks(Math.min(0, ...rows.map((each) => each.difference.low)), Math.max(0, ...rows.map((each) => each.difference.high)));
  const [low, high] = [axis[0] ?? -1, axis.at(-1) ?? 1];
  const x = (value: number) => label + (room * (value - low)) / (high - low);
  const height = rows.length * row;
  return (
    <>
      <div ref={ref} className={classes.scroll}>
        <svg
          className={classes.picture}
          width={margin.left + label + room + 2 * figures + margin.right}
          height={margin.top + height + margin.bottom}
          role="img"
          aria-label={`Differences in points: ${rows.map((each) => `${each.label} ${points(each.difference.value)}`).join(', ')}`}
        >
          <g transform={`translate(${margin.left} ${margin.top})`}>
            <text className={`${classes.quiet} ${classes.small}`} x={x(0)} y={-12} textAnchor="middle">
              points more or less
            </text>
            {[names.a, names.b].map((name, at) => (
              <text key={at} className={`${classes.quiet} ${classes.small}`} x={label + room + figures * (at + 1)} y={-12} textAnchor="end">
                {fitted(name, figures - 12, 11.5)}
              </text>
            ))}
            {axis.map((tick) => (
              <g key={tick}>
                <line x1={x(tick)} x2={x(tick)} y1={0} y2={height} stroke={tick === 0 ? 'var(--ink-3)' : 'var(--line)'} />
                <text className={`${classes.quiet} ${classes.small}`} x={x(tick)} y={height + 17} textAnchor="middle">
                  {points(tick)}
                </text>
              </g>
            ))}
            {rows.map(({ key, label: name, a, b, difference: apart }, at) => {
              const y = at * row + row / 2;
              return (
                <g key={key}>
                  <title>{`${name}: ${share(a.share)} (${interval(a.low, a.high)}) and ${share(b.share)} (${interval(b.low, b.high)}), ${points(apart.value)} points (${points(apart.low)} to ${points(apart.high)})`}</title>
                  <text className={apart.clear ? undefined : classes.muted} x={0} y={y + 4}>
                    {fitted(name, label - 14, 12.5)}
                  </text>
                  <line x1={x(apart.low)} x2={x(apart.high)} y1={y} y2={y} stroke="var(--accent)" strokeWidth={2} strokeOpacity={apart.clear ? 1 : 0.45} />
                  <circle cx={x(apart.value)} cy={y} r={5} fill={apart.clear ? 'var(--accent)' : 'var(--surface)'} stroke="var(--accent)" strokeWidth={1.6} />
                  {[a, b].map((each, side) => (
                    <text key={side} className={`${classes.muted} ${classes.small}`} x={label + room + figures * (side + 1)} y={y + 4} textAnchor="end">
                      {share(each.share)} of {count(each.of)}
                    </text>
                  ))}
                </g>
              );
            })}
          </g>
        </svg>
      </div>
      <div className={classes.legend}>
        <span>Line: 95 % interval of the difference</span>
        <span>Hollow: the interval holds 0, so it may be chance</span>
        {rows[0]?.refs.a !== undefined && (
          <span>
            {rows[0].label}: <Num value={count(rows[0].a.count)} people={{ document: document as QueryDocument, ref: rows[0].refs.a, title: `${names.a}: ${rows[0].label}` }} />
            {rows[0].refs.b !== undefined && (
              <>
                and <Num value={count(rows[0].b.count)} people={{ document: document as QueryDocument, ref: rows[0].refs.b, title: `${names.b}: ${rows[0].label}` }} />
              </>
            )}
          </span>
        )}
      </div>
    </>
  );
}
