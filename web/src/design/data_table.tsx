import { Skeleton } from '@mantine/core';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import classes from './data_table.module.css';
import { nextSort, type Sort } from './sort';

export interface Column<Row> {
  key: string;
  header: ReactNode;
  render: (row: Row) => ReactNode;
  align?: 'left' | 'right';
  sortable?: boolean;
  width?: number | string;
  /** Left out on narrow screens. */
  wideOnly?: boolean;
}

interface DataTableProps<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  onOpen?: (row: Row) => void;
  selected?: string;
  loading?: boolean;
  empty?: ReactNode;
  /** Below the rows: a "show more" or the place that loads it. */
  foot?: ReactNode;
}

const skeletonRows = 8;

/** Arrows move between rows, enter opens one, headers sort. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  if (!props.loading && props.rows.length === 0 && props.empty !== undefined) return props.empty;
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>, row: Row) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter') props.onOpen?.(row);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = event.currentTarget.rowIndex - 1 + step;
    body.current?.rows[at]?.focus();
  };
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={props.label} aria-busy={props.loading}>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <Header key={column.key} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {props.loading
            ? Array.from({ length: skeletonRows }, (_, row) => (
                <tr key={row}>
                  {props.columns.map((column) => (
                    <td key={column.key} className={cellClass(column)}>
                      <Skeleton height={12} width="70%" my={5} />
                    </td>
                  ))}
                </tr>
              ))
            : props.rows.map((row) => (
                <tr
                  key={props.rowKey(row)}
                  className={props.onOpen ? classes.open : undefined}
                  tabIndex={props.onOpen ? 0 : undefined}
                  aria-selected={props.selected === props.rowKey(row) || undefined}
                  onClick={() => props.onOpen?.(row)}
                  onKeyDown={(event) => onKeyDown(event, row)}
                >
                  {props.columns.map((column) => (
                    <td key={column.key} className={cellClass(column)}>
                      {column.render(row)}
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
      {props.foot}
    </div>
  );
}

function cellClass(column: Column<never>): string {
  return [column.align === 'right' ? classes.right : '', column.wideOnly ? classes.wide : ''].join(
    ' ',
  );
}

interface HeaderProps<Row> {
  column: Column<Row>;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
}

function Header<Row>({ column, sort, onSort }: HeaderProps<Row>) {
  const active = sort?.key === column.key;
  const direction = active ? (sort.descending ? 'descending' : 'ascending') : undefined;
  const sortable = column.sortable && onSort;
  return (
    <th
      scope="col"
      className={cellClass(column as Column<never>)}
      style={{ width: column.width }}
      aria-sort={sortable ? (direction ?? 'none') : undefined}
    >
      {sortable ? (
        <button
          type="button"
          className={classes.sort}
          onClick={() => onSort(nextSort(sort, column.key))}
        >
          {column.header}
          <span aria-hidden className={classes.arrow}>
            {active ? (sort.descending ? '↓' : '↑') : ''}
          </span>
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}
