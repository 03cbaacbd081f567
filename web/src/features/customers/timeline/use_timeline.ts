import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useCustomerTimeline, type TimelineAsk } from '../../../api';
import type { CustomerSearch } from '../route';
import { useShape } from '../use_shape';
import { noChannel } from '../no_channel';
import { countNewer, newestId, openId, readOutline } from './outline';
import { readPeriod, type Period } from './period';
import { timelineRows } from './timeline_rows';

/** How the server is asked for events without a channel. */
const withoutOne = '(none)';

/** What of an address the server is asked for. */
export function askOf(search: CustomerSearch): TimelineAsk {
  const { channel, event, kind, role, touchpoint, stage, source, q } = search;
  return {
    channel: channel === noChannel ? withoutOne : channel,
    event,
    kind,
    role,
    touchpoint,
    stage,
    source,
    search: q,
    ...partOf(readPeriod(search.from, search.to)),
  };
}

export function partOf({ from, to }: Period): { from?: string; to?: string } {
  return {
    from: from === null ? undefined : new Date(from).toISOString(),
    to: to === null ? undefined : new Date(to).toISOString(),
  };
}

export function isFiltering(ask: TimelineAsk): boolean {
  return Object.values(ask).some((value) => value !== undefined);
}

/** The events of one customer as rows, and which of them are new. */
export function useTimeline(id: string, search: CustomerSearch) {
  const { channel, event, kind, role, touchpoint, stage, source, q, from, to } = search;
  const ask = useMemo(
    () => askOf(search),
    [channel, event, kind, role, touchpoint, stage, source, q, from, to],
  );
  const timeline = useCustomerTimeline(id, ask);
  const { data, isPlaceholderData } = timeline;
  const shape = useShape(id, partOf(readPeriod(from, to)));
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const open = openId(search.open);
  const order: 'asc' | 'desc' = search.order ?? 'desc';
  const events = useMemo(() => (data ? readOutline(data) : []), [data]);
  const stages = shape.data?.stages;
  const rows = useMemo(
    () => timelineRows(events, { order, sessions: data?.sessions ?? [], unfolded, open, stages }),
    [events, data, order, unfolded, open, stages],
  );
  const askKey = `${order} ${JSON.stringify(ask)}`;
  const news = useNews(askKey, isPlaceholderData ? null : events);
  const toggleRun = useCallback(
    (run: number) =>
      setUnfolded((before) => {
        const next = new Set(before);
        if (!next.delete(run)) next.add(run);
        return next;
      }),
    [],
  );
  return {
    timeline,
    shape,
    rows,
    open,
    askKey,
    order,
    news,
    filtering: isFiltering(ask),
    /** The event of the address is not there, or not any more. */
    lost: search.open !== undefined && data !== undefined && !isPlaceholderData && !events.some((one) => one.id === open),
    toggleRun,
  };
}


export interface News {
  /** How many have come since the reader last saw the newest. */
  unread: number;
  /** Events with higher ids arrived with the answer that is shown now. */
  since: number;
  /** The reader sees the newest. */
  read: () => void;
}

/** Events that arrived while the same question stood on the screen. */
function useNews(askKey: string, events: ReturnType<typeof readOutline> | null): News {
  const [read, setRead] = useState({ askKey: '', id: Infinity });
  const shown = useRef({ askKey: '', events: null as typeof events, newest: Infinity, since: Infinity });
  if (events !== null && shown.current.events !== events) {
    const newest = newestId(events);
    const same = shown.current.askKey === askKey;
    shown.current = { askKey, events, newest, since: same ? shown.current.newest : Infinity };
  }
  const { newest, since } = shown.current;
  const current = read.askKey === askKey;
  useEffect(() => {
    if (events !== null && !current) setRead({ askKey, id: newest });
  }, [events, current, askKey, newest]);
  const unread = useMemo(
    () => (current && events !== null && newest > read.id ? countNewer(events, read.id) : 0),
    [current, events, newest, read.id],
  );
  const markRead = useCallback(() => setRead({ askKey, id: newest }), [askKey, newest]);
  return { unread, since, read: markRead };
}
