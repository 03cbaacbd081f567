import { Link, useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { day, dayAndClock, share, Tag } from '../../../design';
import { useRowKeys } from '../../customers/use_row_keys';
import { statuses, type ListSearch, type ListSort } from '../list/list_search';
import { HealthMark } from './health_mark';
import { MapMenu } from './map_menu';
import { descends, driftOf, type PortfolioRow } from './portfolio_rows';
import { NextReview } from './review_words';
import classes from './portfolio.module.css';

interface PortfolioTableProps {
  rows: readonly PortfolioRow[];
  search: ListSearch;
  mayWrite: boolean;
  isTree: boolean;
  folded: ReadonlySet<string>;
  onFold: (id: string, fold: boolean) => void;
  onSort: (sort: ListSort) => void;
  scroller: RefObject<HTMLElement | null>;
}

const rowHeight = 45;
const overscan = 12;
export const tones = { draft: 'neutral', in_review: 'warn', published: 'good', archived: 'neutral' } as const;

const columns: { name: string; sort?: ListSort; className?: string; hidden?: true }[] = [
  { name: 'Map', sort: 'title' },
  { name: 'Stages', className: 'wider' },
  { name: 'Looked after by', sort: 'owner', className: 'wide' },
  { name: 'Status', sort: 'status' },
  { name: 'Health', sort: 'health' },
  { name: 'Drift', sort: 'drift', className: 'rightWide' },
  { name: 'Last review', sort: 'reviewed', className: 'wider' },
  { name: 'Next review', sort: 'review', className: 'wide' },
  { name: 'Changed', sort: 'changed', className: 'wider' },
  { name: 'Actions', className: 'actions', hidden: true },
];

/** Only the rows in sight are in the page. Arrows move, left and right fold, enter opens. */
export function PortfolioTable({ rows, search, mayWrite, isTree, folded, onFold, onSort, scroller }: PortfolioTableProps) {
  const table = useRef<HTMLTableElement>(null);
  const [margin, setMargin] = useState(0);
  const navigate = useNavigate();
  useLayoutEffect(() => setMargin(table.current?.offsetTop ?? 0), [rows.length === 0]);
  const virtual = useVirtualizer({
    count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan, scrollMargin: margin,
    getItemKey: (index) => rows[index]?.map.id ?? index,
  });
  const open = (index: number) => {
    const row = rows[index];
    if (row) void navigate({ to: '/journeys/maps/$id', params: { id: row.map.id } });
  };
  const keys = useRowKeys({ count: rows.length, onReveal: (index) => virtual.scrollToIndex(index, { align: 'auto' }), onOpen: open, root: table });
  const shown = virtual.getVirtualItems();
  const above = (shown[0]?.start ?? margin) - margin;
  const below = virtual.getTotalSize() - ((shown.at(-1)?.end ?? margin) - margin);
  return (
    <div className={classes.scroll}>
    <table ref={table} className={classes.table} role={isTree ? 'treegrid' : undefined} aria-label="Maps" aria-rowcount={rows.length + 1}>
      <thead>
        <tr aria-rowindex={1}>
          {columns.map((column) => (
            <Header key={column.name} column={column} search={search} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        <Spacer height={above} />
        {shown.map(({ index }) => {
          const row = rows[index];
          if (!row) return null;
          const { onKeyDown, ...props } = keys.rowProps(index);
          const isFolded = folded.has(row.map.id);
          return (
            <tr
              key={row.map.id} aria-rowindex={index + 2} className={classes.row} data-aside={row.aside || undefined}
              {...(isTree ? { 'aria-level': row.depth + 1, ...(row.hasParts ? { 'aria-expanded': !isFolded } : {}) } : {})}
              onClick={(event) => {
                if (!(event.target as Element).closest('a, button, [role="menu"], [role="dialog"]')) open(index);
              }}
              {...props}
              onKeyDown={(event: KeyboardEvent<HTMLElement>) => {
                onKeyDown(event);
                if (event.target !== event.currentTarget || !isTree || !row.hasParts) return;
                if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
                  event.preventDefault();
                  onFold(row.map.id, event.key === 'ArrowLeft');
                }
              }}
            >
              <Cells row={row} isTree={isTree} isFolded={isFolded} mayWrite={mayWrite} onFold={onFold} />
            </tr>
          );
        })}
        <Spacer height={below} />
      </tbody>
    </table>
    </div>
  );
}

interface CellsProps {
  row: PortfolioRow;
  isTree: boolean;
  isFolded: boolean;
  mayWrite: boolean;
  onFold: (id: string, fold: boolean) => void;
}

function Cells({ row, isTree, isFolded, mayWrite, onFold }: CellsProps) {
  const { map } = row;
  const title = map.title || 'Map without a name';
  const drift = driftOf(map);
  return (
    <>
      <td>
        <span className={classes.what} style={isTree ? { paddingLeft: Math.min(row.depth, 8) * 18 } : undefined}>
          {isTree &&
            (row.hasParts ? (
              <button type="button" tabIndex={-1} className={classes.fold} aria-label={isFolded ? `Unfold ${title}` : `Fold ${title}`} onClick={() => onFold(map.id, !isFolded)}>
                {isFolded ? '▸' : '▾'}
              </button>
            ) : (
              <span className={classes.fold} aria-hidden />
            ))}
          <Link to="/journeys/maps/$id" params={{ id: map.id }} tabIndex={-1} className={classes.name} title={title}>
            {title}
          </Link>
          <span className={classes.tags}>
            {map.level !== 'journey' && <Tag>{map.level}</Tag>}
            {map.state === 'future' && <Tag tone="accent">future state</Tag>}
            {row.alsoIn > 0 && <Tag>in {row.alsoIn} more</Tag>}
            {map.tags.slice(0, 2).map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </span>
        </span>
      </td>
      <td className={classes.wider}>
        <span className={classes.stages} title={map.stages.join(' → ')}>{map.stages.filter(Boolean).join(' → ') || '–'}</span>
      </td>
      <td className={classes.wide}>{map.keeper?.name ?? <span className={classes.none}>nobody</span>}</td>
      <td><Tag tone={tones[map.status]}>{statuses[map.status].toLowerCase()}</Tag></td>
      <td><HealthMark health={map.health} title={title} /></td>
      <td className={classes.rightWide}>{drift === null ? <span className={classes.none} title={map.look?.error ?? undefined}>{map.look?.error ? 'failed' : '–'}</span> : <span title={`${map.look?.drift?.count} of ${map.look?.drift?.of} people in the eight weeks to ${day(map.look?.at ?? null)}`}>{share(drift)}</span>}</td>
      <td className={classes.wider}>{map.last_review ? <span title={`${map.last_review.by.name}, ${dayAndClock(map.last_review.at)}`}>{day(map.last_review.at)}</span> : <span className={classes.none}>never</span>}</td>
      <td className={classes.wide}><NextReview map={map} /></td>
      <td className={classes.wider}>{day(map.updated_at)}</td>
      <td className={classes.actions}>{mayWrite && <MapMenu map={map} />}</td>
    </>
  );
}

interface HeaderProps {
  column: (typeof columns)[number];
  search: ListSearch;
  onSort: (sort: ListSort) => void;
}

function Header({ column, search, onSort }: HeaderProps) {
  const { sort, name } = column;
  const className = column.className ? classes[column.className] : undefined;
  if (!sort) return <th scope="col" className={className}>{column.hidden ? <span className={classes.unseen}>{name}</span> : name}</th>;
  const isActive = (search.sort ?? 'changed') === sort;
  const down = descends[sort] !== (search.back === true);
  return (
    <th scope="col" className={className} aria-sort={isActive ? (down ? 'descending' : 'ascending') : 'none'}>
      <button type="button" className={classes.sort} onClick={() => onSort(sort)}>
        {name}
        <span aria-hidden className={classes.arrow}>{isActive ? (down ? '↓' : '↑') : ''}</span>
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
