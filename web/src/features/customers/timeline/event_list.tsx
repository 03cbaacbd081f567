import { Button } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { asProblem, type CustomerProfile } from '../../../api';
import { count, EmptyState, useChannelColour } from '../../../design';
import { useRowKeys } from '../use_row_keys';
import { EventRowView } from './event_row';
import { DayHead, GapLine, PauseLine, SessionHead } from './row_parts';
import { rowNear, rowOfEvent, rowOfNextSession, type TimelineRow } from './timeline_rows';
import classes from './timeline.module.css';
import { useEventDetails } from './use_event_details';
import { useKeepPlace } from './use_keep_place';
import type { News } from './use_timeline';

/** The span of the events in sight. */
export interface SeenSpan {
  from: number;
  to: number;
}

interface EventListProps {
  id: string;
  rows: TimelineRow[];
  order: 'asc' | 'desc';
  /** What was asked for: another question begins at the top. */
  askKey: string;
  scroller: RefObject<HTMLElement | null>;
  open: number | undefined;
  /** A moment of the address that is brought into sight. */
  at: number | null;
  news: News;
  filtering: boolean;
  /** Only the latest of the events are listed. */
  cut: boolean;
  customer: CustomerProfile | undefined;
  onOpen: (id: number | undefined) => void;
  onToggleRun: (run: number) => void;
  onSeen: (span: SeenSpan) => void;
  onClear: () => void;
}

const heights: Record<TimelineRow['kind'], number> = { day: 34, session: 30, gap: 30, pause: 26, event: 46 };
const overscan = 10;

export function EventList(props: EventListProps) {
  const { rows, scroller, open, askKey, news, order } = props;
  const list = useRef<HTMLDivElement>(null);
  const colour = useChannelColour();
  const margin = useMargin(list, scroller);
  const sticky = () => stickyHeight(list.current);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heights[rows[index]?.kind ?? 'event'],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan,
    scrollMargin: margin,
    // Under the picture, which stays at the top.
    scrollPaddingStart: sticky(),
  });
  const keys = useRowKeys({
    count: rows.length,
    root: list,
    onReveal: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    skip: (index) => rows[index]?.kind !== 'event',
    leaps: {
      ']': (from) => rowOfNextSession(rows, from, 1),
      '[': (from) => rowOfNextSession(rows, from, -1),
    },
  });
  const items = virtual.getVirtualItems();
  const details = useEventDetails(props.id, wantedIds(rows, items.map(({ index }) => index), open));
  useSeenSpan(rows, virtual.range, props.onSeen);
  const newestInSight = useNewestInSight(virtual.range, rows.length, order, news);
  useKeepPlace({
    rows,
    askKey,
    virtual,
    scroller,
    sticky,
    // Whoever reads the newest lets newer ones slide in above; an open event stays where it is.
    keep: !(order === 'desc' && newestInSight) || open !== undefined,
  });
  useBringIntoSight(open === undefined ? null : `open ${open}`, (atFirst) => {
    const index = open === undefined ? -1 : rowOfEvent(rows, open);
    const inSight = !atFirst && virtual.range !== null && index > virtual.range.startIndex && index < virtual.range.endIndex;
    if (index >= 0 && !inSight) virtual.scrollToIndex(index, { align: 'center' });
    return index >= 0;
  });
  const at = props.at;
  useBringIntoSight(at === null ? null : `at ${at}`, () => {
    const index = at === null ? -1 : rowNear(rows, at);
    if (index >= 0) {
      virtual.scrollToIndex(index, { align: 'start' });
      keys.choose(index);
    }
    return index >= 0;
  });
  const toNewest = useCallback(() => {
    const index = order === 'desc' ? 0 : rows.length - 1;
    virtual.scrollToIndex(index, { align: order === 'desc' ? 'center' : 'end' });
    if (order === 'desc') scroller.current?.scrollTo({ top: 0 });
    news.read();
  }, [order, rows.length, virtual, scroller, news]);
  const floating = (
    <Floating
      where={order === 'desc' ? { top: Math.max(10, sticky() - 8) } : { bottom: 44 }}
      unread={newestInSight ? 0 : news.unread}
      onNewest={toNewest}
      error={details.error}
      onRetry={details.retry}
    />
  );
  return (
    <>
      {order === 'desc' && floating}
      {rows.length === 0 && <NothingShown filtering={props.filtering} onClear={props.onClear} />}
      <div ref={list} className={classes.list} role="list" aria-label="Events" style={{ height: virtual.getTotalSize() }}>
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
              {row.kind === 'session' && <SessionHead session={row.session} entry={details.of(row.session.entry)} />}
              {row.kind === 'gap' && <GapLine row={row} filtering={props.filtering} />}
              {row.kind === 'pause' && <PauseLine row={row} />}
              {row.kind === 'event' && (
                <EventRowView
                  row={row}
                  details={details.of(row.event.id)}
                  traits={props.customer?.traits}
                  colour={colour}
                  open={row.event.id === open}
                  fresh={row.event.id > news.since}
                  onOpen={(id) => props.onOpen(id === open ? undefined : id)}
                  onToggleRun={props.onToggleRun}
                  rowProps={keys.rowProps(item.index)}
                />
              )}
            </div>
          );
        })}
      </div>
      <div className={classes.foot} role="status">
        {rows.length > 0 && footText(props)}
      </div>
      {order === 'asc' && floating}
    </>
  );
}

interface FloatingProps {
  where: { top: number } | { bottom: number };
  unread: number;
  onNewest: () => void;
  error: unknown;
  onRetry: () => void;
}

/** Over the list, where new events come in: how many did, and what could not be read. */
function Floating({ where, unread, onNewest, error, onRetry }: FloatingProps) {
  return (
    <div className={classes.float} style={where}>
      {unread > 0 && (
        <Button className={classes.pill} onClick={onNewest}>
          {count(unread)} new
        </Button>
      )}
      {error !== null && (
        <div className={classes.failed} role="alert">
          {asProblem(error).message} <Button onClick={onRetry}>Try again</Button>
        </div>
      )}
    </div>
  );
}

function footText({ cut, filtering }: EventListProps): string {
  if (cut) return 'Only the latest 100,000 events are listed. Choose a period to see earlier ones.';
  return filtering ? 'That is all that was found' : 'That is the whole timeline';
}

function NothingShown({ filtering, onClear }: { filtering: boolean; onClear: () => void }) {
  if (!filtering) return <EmptyState title="No events">This customer has no events.</EmptyState>;
  return (
    <EmptyState title="Nothing matches" action={<Button onClick={onClear}>Show all events</Button>}>
      No event of this customer satisfies all of these filters.
    </EmptyState>
  );
}

/** What the rows in sight need to say more than their names. */
function wantedIds(rows: TimelineRow[], indexes: number[], open: number | undefined): number[] {
  const ids = new Set<number>();
  if (open !== undefined) ids.add(open);
  for (const index of indexes) {
    const row = rows[index];
    if (row?.kind === 'session') ids.add(row.session.entry);
    if (row?.kind === 'event' && (row.run.length === 1 || row.unfolded)) ids.add(row.event.id);
  }
  return [...ids];
}

/** How much of the top is covered by what sticks to it. */
function stickyHeight(list: HTMLElement | null): number {
  const top = list?.parentElement?.querySelector<HTMLElement>('[data-sticky]');
  return top && getComputedStyle(top).position === 'sticky' ? top.clientHeight : 0;
}

/** How far below the beginning of what scrolls the list begins. */
function useMargin(list: RefObject<HTMLElement | null>, scroller: RefObject<HTMLElement | null>): number {
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    const box = scroller.current;
    const own = list.current;
    if (!own || !box) return;
    const measure = () => setMargin(own.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    for (const before of own.parentElement?.children ?? []) if (before !== own) observer.observe(before);
    return () => observer.disconnect();
  }, [list, scroller]);
  return margin;
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
    let from = Infinity;
    let to = -Infinity;
    for (const row of rows.slice(start, end + 1)) {
      if (row.kind !== 'event') continue;
      for (const { at } of [row.run[0], row.run.at(-1)] as { at: number }[]) {
        from = Math.min(from, at);
        to = Math.max(to, at);
      }
    }
    if (from <= to) onSeen({ from, to });
  }, [rows, start, end, onSeen]);
}

/** The reader sees the end of the list where new events come in, and so has read them. */
function useNewestInSight(
  range: { startIndex: number; endIndex: number } | null,
  rows: number,
  order: 'asc' | 'desc',
  news: News,
): boolean {
  // The first row is a day, the second perhaps a session.
  const inSight = range === null || (order === 'desc' ? range.startIndex <= 2 : range.endIndex >= rows - 1);
  const { unread, read } = news;
  useEffect(() => {
    if (inSight && unread > 0) read();
  }, [inSight, unread, read]);
  return inSight;
}

/**
 * Does it once for each wish, as soon as it can be done. What the page was opened with comes before
 * anything is in sight.
 */
function useBringIntoSight(wish: string | null, bring: (atFirst: boolean) => boolean): void {
  const done = useRef<string | null>(null);
  const atFirst = useRef(wish !== null);
  useEffect(() => {
    if (wish === done.current) return;
    if (wish !== null && !bring(atFirst.current)) return;
    done.current = wish;
    atFirst.current = false;
  });
}
