import { Loader, Skeleton } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { Customer, CustomerSort } from '../../api';
import { count, day, dayAndClock, Mark, relative, useChannelColour } from '../../design';
import { Avatar } from '../../people/person_row';
import { mainTraits } from './main_traits';
import { useRowKeys } from './use_row_keys';
import classes from './customers_table.module.css';

interface CustomersTableProps {
  rows: Customer[];
  total: number;
  loading: boolean;
  /** The rows answer an earlier question while the next answer is on its way. */
  dim: boolean;
  scroller: RefObject<HTMLElement | null>;
  sort: CustomerSort;
  onSort: (sort: CustomerSort) => void;
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
  empty: ReactNode;
}

const rowHeight = 45;
const overscan = 12;
/** The next page is asked for when so few rows are left below. */
const ahead = 20;
const skeletonRows = 12;

const columns: { name: string; sort?: CustomerSort; className?: string }[] = [
  { name: 'Customer', sort: 'name' },
  { name: 'Traits', className: 'wide' },
  { name: 'Channels', className: 'wide' },
  { name: 'Events', sort: 'events', className: 'right' },
  { name: 'First seen', sort: 'first_seen', className: 'rightWide' },
  { name: 'Last seen', sort: 'last_seen', className: 'right' },
];

/** Only the rows in sight are in the page, so that a list of any length scrolls alike. */
export function CustomersTable(props: CustomersTableProps) {
  const { rows, hasMore, loadingMore, onMore, scroller } = props;
  const table = useRef<HTMLTableElement>(null);
  const [margin, setMargin] = useState(0);
  const navigate = useNavigate();
  const colour = useChannelColour();
  useLayoutEffect(() => setMargin(table.current?.offsetTop ?? 0), [rows.length === 0]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    scrollMargin: margin,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const keys = useRowKeys({
    count: rows.length,
    onReveal: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    onOpen: (index) => {
      const row = rows[index];
      if (row) void navigate({ to: '/customers/$id', params: { id: row.id } });
    },
    root: table,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loadingMore && rows.length > 0 && last >= rows.length - ahead) onMore();
  }, [last, rows.length, hasMore, loadingMore, onMore]);
  if (!props.loading && rows.length === 0) return props.empty;
  const above = (shown[0]?.start ?? margin) - margin;
  const below = virtual.getTotalSize() - ((shown.at(-1)?.end ?? margin) - margin);
  return (
    <>
      <table
        ref={table}
        className={`${classes.table} ${props.dim ? classes.dim : ''}`}
        aria-label="Customers"
        aria-busy={props.loading || props.dim}
        aria-rowcount={props.total + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Header key={column.name} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {props.loading ? (
            <Skeletons />
          ) : (
            <>
              <Spacer height={above} />
              {shown.map(({ index }) => {
                const row = rows[index];
                return (
                  row && (
                    <tr
                      key={row.id}
                      aria-rowindex={index + 2}
                      className={classes.row}
                      onClick={(event) => {
                        if (!(event.target as Element).closest('a')) {
                          void navigate({ to: '/customers/$id', params: { id: row.id } });
                        }
                      }}
                      {...keys.rowProps(index)}
                    >
                      <Cells row={row} colour={colour} />
                    </tr>
                  )
                );
              })}
              <Spacer height={below} />
            </>
          )}
        </tbody>
      </table>
      {loadingMore && (
        <div className={classes.more} role="status" aria-label="Loading more">
          <Loader size="xs" />
        </div>
      )}
    </>
  );
}

function Cells({ row, colour }: { row: Customer; colour: (channel: string | null) => string }) {
  return (
    <>
      <td>
        <span className={classes.who}>
          <Avatar name={row.name} />
          <span className={classes.names}>
            <Link to="/customers/$id" params={{ id: row.id }} tabIndex={-1} className={classes.name}>
              {row.name ?? row.label}
            </Link>
            {row.name !== null && <span className={classes.label}>{row.label}</span>}
          </span>
        </span>
      </td>
      <td className={classes.wide}>
        <span className={classes.traits}>
          {mainTraits(row.traits, row.computed).map(({ name, text }) => (
            <span key={name} title={name}>
              {text}
            </span>
          ))}
        </span>
      </td>
      <td className={classes.wide}>
        <span className={classes.channels}>
          {row.channels.map((channel) => (
            <span key={channel} className={classes.channel}>
              <Mark colour={colour(channel)} /> {channel}
            </span>
          ))}
        </span>
      </td>
      <td className={classes.right}>{count(row.events)}</td>
      <td className={classes.rightWide}>{day(row.first_seen)}</td>
      <td className={classes.right}>
        <time dateTime={row.last_seen} title={dayAndClock(row.last_seen)}>
          {relative(row.last_seen)}
        </time>
      </td>
    </>
  );
}

interface HeaderProps {
  column: (typeof columns)[number];
  sort: CustomerSort;
  onSort: (sort: CustomerSort) => void;
}

/** Each order has one direction, the useful one: names from A, everything else from the largest. */
function Header({ column, sort, onSort }: HeaderProps) {
  const active = column.sort === sort;
  const direction = sort === 'name' ? 'ascending' : 'descending';
  const className = column.className ? classes[column.className] : undefined;
  if (!column.sort) {
    return (
      <th scope="col" className={className}>
        {column.name}
      </th>
    );
  }
  const key = column.sort;
  return (
    <th scope="col" className={className} aria-sort={active ? direction : 'none'}>
      <button type="button" className={classes.sort} onClick={() => onSort(key)}>
        {column.name}
        <span aria-hidden className={classes.arrow}>
          {active ? (direction === 'ascending' ? '↑' : '↓') : ''}
        </span>
      </button>
    </th>
  );
}

function Spacer({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns.length} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

function Skeletons() {
  return Array.from({ length: skeletonRows }, (_, row) => (
    <tr key={row} style={{ height: rowHeight }}>
      {columns.map((column) => (
        <td key={column.name} className={column.className ? classes[column.className] : undefined}>
          <Skeleton height={12} width="70%" />
        </td>
      ))}
    </tr>
  ));
}
