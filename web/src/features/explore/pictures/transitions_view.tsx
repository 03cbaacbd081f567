import type { Answer, TransitionsDocument, TransitionsResult } from '../../../api';
import { Card, count, DataTable, duration, interval, Num, plural, share, type Column } from '../../../design';
import { CountedKind } from '../counted_kind';
import { useMark } from '../refine/refine_context';
import classes from './pictures.module.css';
import { fitted } from './text_fit';
import { useWidth } from './use_width';

interface TransitionsViewProps {
  document: TransitionsDocument;
  answer: Answer<TransitionsDocument>;
}

type Move = TransitionsResult['transitions'][number];

/** From where to where: a row a state, shaded by how often it leads on to the state of the column. */
export function TransitionsView({ document, answer }: TransitionsViewProps) {
  const { result } = answer;
  const name = (id: string) => result.states.find((each) => each.id === id)?.label ?? id;
  const columns: Column<Move>[] = [
    { key: 'from', header: 'From', render: (row) => name(row.from) },
    { key: 'to', header: 'To', render: (row) => name(row.to) },
    { key: 'share', header: 'Of all from there', align: 'right', render: (row) => <Num value={share(row.share.share)} detail={interval(row.share.low, row.share.high)} /> },
    { key: 'count', header: 'Times', align: 'right', render: (row) => count(row.count) },
    { key: 'people', header: 'People', align: 'right', render: (row) => <Num value={count(row.people)} people={{ document, ref: row.ref, title: `${name(row.from)} → ${name(row.to)}` }} /> },
    { key: 'time', header: 'Median time', align: 'right', wideOnly: true, render: (row) => duration(row.times.median_s) },
  ];
  return (
    <>
      <Card
        flush
        title={
          <>
            Transitions <CountedKind kind="transitions" />
          </>
        }
        aside={
          <Num
            value={share(result.switched.share)}
            detail={`changed at least once, ${interval(result.switched.low, result.switched.high)}`}
            people={{ document, ref: result.switched_ref, title: 'changed at least once' }}
          />
        }
      >
        <TransitionsMatrix result={result} />
      </Card>
      <Card flush title="Every transition" aside={`${plural(result.count, 'transition')}, 95 % intervals`}>
        <DataTable label="Every transition" columns={columns} rows={[...result.transitions].sort((a, b) => b.count - a.count).slice(0, 100)} rowKey={(row) => row.ref} />
      </Card>
    </>
  );
}

/** Where there is little room, names give way to the cells. */
const narrow = 620;
const margin = { left: 16, right: 16, top: 60, bottom: 16 };
const cell = { least: 46, most: 160, height: 34, gap: 2 };

/** A row a state, a column where it leads, shaded by the share of all that leave it. */
export function TransitionsMatrix({ result }: { result: TransitionsResult }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const mark = useMark();
  const { states } = result;
  const names = width < narrow ? 104 : 150;
  const step = Math.min(cell.most, Math.max(cell.least, (width - margin.left - margin.right - names) / Math.max(1, states.length)));
  const most = Math.max(0.01, ...result.transitions.map((each) => each.share.share ?? 0));
  const place = new Map(states.map((state, at) => [state.id, at]));
  return (
    <div ref={ref} className={classes.scroll}>
      <svg
        className={classes.picture}
        width={margin.left + names + step * states.length + margin.right}
        height={margin.top + cell.height * states.length + margin.bottom}
        role="group"
        aria-label="Transitions: rows are where they come from, columns where they go"
        data-picture
      >
        <g transform={`translate(${margin.left} ${margin.top})`}>
          <text className={`${classes.quiet} ${classes.small}`} x={0} y={-10}>
            from
          </text>
          <text className={`${classes.quiet} ${classes.small}`} x={names} y={-38}>
            to
          </text>
          {states.map((state, at) => (
            <g key={state.id}>
              <text className={classes.small} textAnchor="middle" x={names + step * (at + 0.5)} y={-10}>
                <title>{state.label}</title>
                {fitted(state.label, step - 6, 11.5)}
              </text>
              <g className={classes.mark} {...mark(state.ref, `${state.label}: ${count(state.events)} events, ${plural(state.people, 'person', 'people')}`)}>
                <rect x={0} y={at * cell.height} width={names - 8} height={cell.height - cell.gap} fill="transparent" />
                <text x={0} y={at * cell.height + 15}>
                  <title>{state.label}</title>
                  {fitted(state.label, names - 16, 12.5)}
                </text>
                <text className={`${classes.quiet} ${classes.small}`} x={0} y={at * cell.height + 28}>
                  {plural(state.people, 'person', 'people')}
                </text>
              </g>
            </g>
          ))}
          {states.flatMap((row, y) =>
            states.map((column, x) => (
              <rect key={`${row.id}${column.id}`} x={names + x * step} y={y * cell.height} width={step - cell.gap} height={cell.height - cell.gap} rx={2} fill="var(--sunken)" fillOpacity={0.5} />
            )),
          )}
          {result.transitions.map((each) => {
            const [x, y] = [place.get(each.to), place.get(each.from)];
            if (x === undefined || y === undefined) return null;
            const words = `${states[y]?.label} → ${states[x]?.label}: ${share(each.share.share)} of all from there, ${count(each.count)} times, ${plural(each.people, 'person', 'people')}`;
            return (
              <g key={each.ref} className={classes.mark} {...mark(each.ref, words)}>
                <title>{`${words}, half within ${duration(each.times.median_s)}`}</title>
                <rect
                  x={names + x * step}
                  y={y * cell.height}
                  width={step - cell.gap}
                  height={cell.height - cell.gap}
                  rx={2}
                  fill="var(--c1)"
                  fillOpacity={0.05 + 0.5 * ((each.share.share ?? 0) / most)}
                />
                <text className={classes.small} textAnchor="middle" x={names + (x + 0.5) * step} y={y * cell.height + 20}>
                  {share(each.share.share)}
                </text>
              </g>
            );
          })}
        </g>
      </svg>
    </div>
  );
}
