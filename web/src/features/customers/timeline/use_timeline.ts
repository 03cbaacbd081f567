import { useEffect, useMemo, useState } from 'react';
import { useCustomerEvents } from '../../../api';
import type { CustomerSearch } from '../route';
import { useShape } from '../use_shape';
import { keyTime, withKeys, type KeyedEvent } from './event_key';
import { readPeriod } from './period';
import { canStillMatch, isFiltering, matchesFilter, type TimelineFilter } from './timeline_filter';
import { timelineRows } from './timeline_rows';

export function filterOf(search: CustomerSearch): TimelineFilter {
  const { channel, event, role, q, from, to } = search;
  return { channel, event, role, text: q ?? '', ...readPeriod(from, to) };
}

/** The events of one customer as rows, and how far they have been looked through. */
export function useTimeline(id: string, search: CustomerSearch) {
  const order = search.order ?? 'desc';
  const pages = useCustomerEvents(id, order);
  const shape = useShape(id);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const filter = useMemo(
    () => filterOf(search),
    [search.channel, search.event, search.role, search.q, search.from, search.to],
  );
  const events = useMemo(
    () => withKeys(pages.data?.pages.flatMap((page) => page.items) ?? []),
    [pages.data],
  );
  const matching = useMemo(
    () => events.filter((event) => event.key === search.open || matchesFilter(event, filter)),
    [events, filter, search.open],
  );
  const rows = useMemo(
    () => timelineRows(matching, { unfolded, open: search.open, stages: shape.data?.stages }),
    [matching, unfolded, search.open, shape.data],
  );
  const last = events.at(-1);
  const mayHaveMore =
    pages.hasNextPage && (last === undefined || canStillMatch(filter, order, last.at));
  const seeking = isSought(search.open, events, order) && pages.hasNextPage;
  const { isFetchingNextPage, isError, fetchNextPage } = pages;
  useEffect(() => {
    if (seeking && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [seeking, isFetchingNextPage, isError, fetchNextPage, events.length]);
  const toggleRun = (key: string) =>
    setUnfolded((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  return {
    pages,
    shape,
    rows,
    matching: matching.length,
    looked: events.length,
    filtering: isFiltering(filter),
    mayHaveMore,
    seeking,
    /** The event of the address is not there, or not any more. */
    lost: search.open !== undefined && !pages.isPending && !seeking && !events.some(({ key }) => key === search.open),
    toggleRun,
  };
}

/** Whether the event of the address lies in a page that has not been fetched yet. */
function isSought(open: string | undefined, events: KeyedEvent[], order: 'asc' | 'desc'): boolean {
  const at = open === undefined ? null : keyTime(open);
  const last = events.at(-1);
  if (at === null || last === undefined || events.some(({ key }) => key === open)) return false;
  return order === 'desc' ? last.at >= at : last.at <= at;
}
