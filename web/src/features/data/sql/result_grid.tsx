import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import type { SqlAnswer, SqlCell } from '../../../api/sql';
import { cellText, customerOf, isNumeric, nextRowSort, orderOf, type RowSort } from './sql_rows';
import classes from './sql.module.css';

const rowHeight = 30;
const shownLength = 400;

/** The rows of an answer; only those in sight are in the page, so that a hundred thousand scroll alike. */
export function ResultGrid({ answer }: { answer: SqlAnswer }) {
  const [sort, setSort] = useState<RowSort | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const order = useMemo(() => orderOf(answer.rows, sort), [answer.rows, sort]);
  const right = answer.columns.map(isNumeric);
  const virtual = useVirtualizer({
    count: order.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  });
  const shown = virtual.getVirtualItems();
  const above = shown[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <div ref={scroller} className={classes.grid} tabIndex={0} role="region" aria-label="Rows of the answer">
      <table className={classes.gridTable} aria-label="Answer" aria-rowcount={order.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {answer.columns.map((column, at) => (
              <th
                key={at}
                scope="col"
                className={right[at] ? classes.right : undefined}
                aria-sort={sort?.column === at ? (sort.descending ? 'descending' : 'ascending') : 'none'}
              >
                <button type="button" title={column.type.toLowerCase()} onClick={() => setSort(nextRowSort(sort, at))}>
                  {column.name}
                  <span aria-hidden>{sort?.column === at ? (sort.descending ? ' ↓' : ' ↑') : ''}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden><td colSpan={answer.columns.length} style={{ height: above, padding: 0, border: 0 }} /></tr>}
          {shown.map(({ index }) => (
            <tr key={index} aria-rowindex={index + 2} style={{ height: rowHeight }}>
              {answer.columns.map((_, at) => (
                <td key={at} className={right[at] ? classes.right : undefined}>
                  <Cell cell={answer.rows[order[index] ?? 0]?.[at] ?? null} />
                </td>
              ))}
            </tr>
          ))}
          {below > 0 && <tr aria-hidden><td colSpan={answer.columns.length} style={{ height: below, padding: 0, border: 0 }} /></tr>}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { cell: SqlCell }) {
  if (cell === null) return <span className={classes.null}>null</span>;
  const customer = customerOf(cell);
  if (customer !== null) {
    return (
      <Link to="/customers/$id" params={{ id: customer }}>
        {customer}
      </Link>
    );
  }
  const text = cellText(cell);
  const cut = text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
  return (
    <span className={classes.cell} title={text.length > 40 ? text.slice(0, 2000) : undefined}>
      {cut}
    </span>
  );
}
