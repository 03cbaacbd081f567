import { Button, Loader } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { asProblem, type CustomerProfile } from '../../../api';
import { count, EmptyState, useChannelColour } from '../../../design';
import { EventRowView } from './event_row';
import { DayHead, GapLine, PauseLine } from './row_parts';
import type { TimelineRow } from './timeline_rows';
import classes from './timeline.module.css';
import { useRowKeys } from '../use_row_keys';

/** The span of the events in sight. */
export interface SeenSpan {
  from: number;
  to: number;
}

interface EventListProps {
  rows: TimelineRow[];
  scroller: RefObject<HTMLElement | null>;
  open: string | undefined;
  /** The open event has not arrived yet. */
  seeking: boolean;
  filtering: boolean;
  looked: number;
  customer: CustomerProfile | undefined;
  error: unknown;
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
  onOpen: (key: string | undefined) => void;
  onToggleRun: (key: string) => void;
  onSeen: (span: SeenSpan) => void;
  onClear: () => void;
}

const heights: Record<TimelineRow['kind'], number> = { day: 34, gap: 30, pause: 26, event: 46 };
const overscan = 10;
const ahead = 30;

export function EventList(props: EventListProps) {
  const { rows, scroller, open, hasMore, loadingMore, onMore, onSeen, error } = props;
  const list = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const colour = useChannelColour();
  const empty = rows.length === 0;
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!list.current || !box) return;
    const distance = () =>
      (list.current?.getBoundingClientRect().top ?? 0) - box.getBoundingClientRect().top + box.scrollTop;
    setMargin(distance());
    const observer = new ResizeObserver(() => setMargin(distance()));
    observer.observe(box);
    if (list.current.previousElementSibling) observer.observe(list.current.previousElementSibling);
    return () => observer.disconnect();
  }, [scroller, empty]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heights[rows[index]?.kind ?? 'event'],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan,
    scrollMargin: margin,
    // Under the picture, which stays at the top.
    scrollPaddingStart: list.current?.previousElementSibling?.clientHeight ?? 0,
  });
  const keys = useRowKeys({
    count: rows.length,
    root: list,
    onReveal: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    skip: (index) => rows[index]?.kind !== 'event',
  });
  const items = virtual.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loadingMore && !error && lastIndex >= rows.length - ahead) onMore();
  }, [hasMore, loadingMore, error, lastIndex, rows.length, onMore]);
  useSeenSpan(rows, virtual.range, onSeen);
  const brought = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (open === brought.current) return;
    const index = open === undefined ? -1 : rows.findIndex((row) => row.key === open);
    if (open !== undefined && index < 0) return;
    brought.current = open;
    const inSight = items.some((item) => item.index === index && item.index > (items[0]?.index ?? 0) + overscan);
    if (index >= 0 && !inSight) virtual.scrollToIndex(index, { align: 'center' });
  });
  return (
    <>
      {empty && !hasMore && <NothingShown filtering={props.filtering} onClear={props.onClear} />}
      <div
        ref={list}
        className={classes.list}
        role="list"
        aria-label="Events"
        aria-busy={loadingMore}
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              role="listitem"
              className={classes.place}
              style={{ transform: `translateY(${item.start - margin}px)` }}
            >
              {row.kind === 'day' && <DayHead row={row} />}
              {row.kind === 'gap' && <GapLine row={row} filtering={props.filtering} />}
              {row.kind === 'pause' && <PauseLine row={row} />}
              {row.kind === 'event' && (
                <EventRowView
                  row={row}
                  traits={props.customer?.traits}
                  colour={colour}
                  open={row.key === open}
                  onOpen={() => props.onOpen(row.key === open ? undefined : row.key)}
                  onToggleRun={() => props.onToggleRun(row.run[0]?.key ?? row.key)}
                  rowProps={keys.rowProps(item.index)}
                />
              )}
            </div>
          );
        })}
      </div>
      <div className={classes.foot} role="status">
        {error !== null ? (
          <>
            {asProblem(error).message} <Button onClick={onMore}>Try again</Button>
          </>
        ) : loadingMore ? (
          <>
            <Loader size="xs" />
            {(props.filtering || props.seeking) && props.customer
              ? `Looked through ${count(props.looked)} of ${count(props.customer.events)} events`
              : 'Earlier events'}
          </>
        ) : (
          !empty && !hasMore && (props.filtering ? 'That is all that was found' : 'That is the whole timeline')
        )}
      </div>
    </>
  );
}

function NothingShown({ filtering, onClear }: { filtering: boolean; onClear: () => void }) {
  if (!filtering) return <EmptyState title="No events">This customer has no events.</EmptyState>;
  return (
    <EmptyState title="Nothing matches" action={<Button onClick={onClear}>Show all events</Button>}>
      No event of this customer satisfies all of these filters.
    </EmptyState>
  );
}

/** Tells the picture which part of the journey is in sight. */
function useSeenSpan(
  rows: TimelineRow[],
  range: { startIndex: number; endIndex: number } | null,
  onSeen: (span: SeenSpan) => void,
): void {
  const start = range?.startIndex ?? 0;
  const end = range?.endIndex ?? 0;
  useEffect(() => {
    const times = rows.slice(start, end + 1).flatMap((row) => (row.kind === 'event' ? row.run.map(({ at }) => at) : []));
    if (times.length > 0) onSeen({ from: Math.min(...times), to: Math.max(...times) });
  }, [rows, start, end, onSeen]);
}
