import { MultiSelect } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useSegmentOverlap, useSegments, type Segment } from '../../../api';
import { Card, count, EmptyState, ErrorState, PictureSkeleton, plural, share } from '../../../design';
import { usePeoplePanel } from '../../../people/people_context';
import { NewSegmentButton } from '../new_segment_button';
import { columnWords, upset, type Column, type Row } from './upset';
import classes from './overlap.module.css';

const mostOthers = 4;

interface OverlapTabProps {
  segment: Segment;
  others: string[];
  onOthers: (ids: string[]) => void;
}

/** Who is in this segment and in others. */
export function OverlapTab({ segment, others, onOthers }: OverlapTabProps) {
  const list = useSegments();
  const choices = (list.data?.items ?? []).filter(({ id }) => id !== segment.id);
  const known = others.filter((id) => choices.some((choice) => choice.id === id));
  const overlap = useSegmentOverlap(known.length === 0 ? [] : [segment.id, ...known]);
  return (
    <Card title="Overlap" aside={overlap.data && `of ${plural(overlap.data.customers, 'customer')}`}>
      {list.isSuccess && choices.length === 0 ? (
        <EmptyState title="There is no other segment" action={<NewSegmentButton>New segment</NewSegmentButton>}>
          With two or more you see here who is in both.
        </EmptyState>
      ) : (
        <>
          <MultiSelect
            aria-label="Compare with"
            placeholder={known.length < mostOthers ? 'Compare with up to 4 others' : undefined}
            data={choices.map(({ id, name }) => ({ value: id, label: name }))}
            value={known}
            maxValues={mostOthers}
            searchable
            clearable
            hidePickedOptions
            nothingFoundMessage="Nothing found"
            onChange={onOthers}
          />
          <div className={classes.below}>
            {known.length === 0 ? (
              <EmptyState title="Choose other segments to compare with">
                A bar for every combination shows how many are in exactly these; press it to see who they are.
              </EmptyState>
            ) : overlap.isError ? (
              <ErrorState error={overlap.error} onRetry={() => void overlap.refetch()} />
            ) : overlap.data ? (
              <div className={overlap.isPlaceholderData ? classes.stale : undefined}>
                <UpSet {...upset(overlap.data)} none={overlap.data.none} customers={overlap.data.customers} />
              </div>
            ) : (
              <PictureSkeleton height={300} />
            )}
          </div>
        </>
      )}
    </Card>
  );
}

interface UpSetProps {
  rows: Row[];
  columns: Column[];
  empty: number;
  none: number;
  customers: number;
}

const barHeight = 160;

function UpSet({ rows, columns, empty, none, customers }: UpSetProps) {
  const panel = usePeoplePanel();
  if (columns.length === 0) return <EmptyState title="All of these segments are empty">Nobody is in any of them now.</EmptyState>;
  return (
    <>
      <div className={classes.scroll}>
        <div className={classes.picture}>
          <ul className={classes.names} aria-label="Segments">
            {rows.map((row) => (
              <li key={row.id}>
                <Link to="/customers/segments/$id" params={{ id: row.id }} title={row.name}>
                  {row.name}
                </Link>
                <span className={classes.size}>{count(row.size)}</span>
                <span className={classes.bar} aria-hidden>
                  <span style={{ width: `${row.width * 100}%` }} />
                </span>
              </li>
            ))}
          </ul>
          <ul className={classes.columns} aria-label="Who is in exactly these, the most first">
            {columns.map((column) => {
              const words = columnWords(column, rows);
              return (
                <li key={column.in.join(' ')}>
                  <button
                    type="button"
                    className={classes.column}
                    aria-label={`${words}: ${plural(column.only, 'customer')}`}
                    title={`${words}: ${plural(column.only, 'customer')}, ${share(customers === 0 ? null : column.only / customers)} of all`}
                    onClick={() => panel.open({ kind: 'overview', who: column.rule }, 'all', words)}
                  >
                    <span className={classes.stack} style={{ height: barHeight + 20 }}>
                      <span className={classes.count}>{count(column.only)}</span>
                      <span className={classes.tall} style={{ height: Math.max(2, column.height * barHeight) }} />
                    </span>
                    <Dots column={column} rows={rows} />
                  </button>
                  <Link
                    className={classes.save}
                    to="/customers/segments/$id" params={{ id: 'new' }}
                    search={{ name: words, rule: column.rule }}
                    aria-label={`Make a segment of ${words}`}
                    title="Make a segment of these"
                  >
                    +
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      </div>
      <p className={classes.foot}>
        {plural(none, 'customer')} in none of them{empty > 0 && `; ${plural(empty, 'combination')} of them ${empty === 1 ? 'has' : 'have'} nobody`}. Press a bar to see who
        they are, or + to make a segment of them.
      </p>
    </>
  );
}

const rowHeight = 34;

function Dots({ column, rows }: { column: Column; rows: Row[] }) {
  const on = rows.map(({ id }) => column.in.includes(id));
  const first = on.indexOf(true);
  const last = on.lastIndexOf(true);
  const y = (at: number) => at * rowHeight + rowHeight / 2;
  return (
    <svg width={40} height={rows.length * rowHeight} aria-hidden className={classes.dots}>
      {last > first && <line x1={20} x2={20} y1={y(first)} y2={y(last)} stroke="var(--ink)" strokeWidth={2} />}
      {on.map((filled, at) => (
        <circle key={at} cx={20} cy={y(at)} r={filled ? 5.5 : 4} fill={filled ? 'var(--ink)' : 'var(--line-2)'} />
      ))}
    </svg>
  );
}
