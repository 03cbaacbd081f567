import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer, useState } from 'react';
import { keepLive, type LiveEvent, type LiveLink, type LiveRate, type LiveRefused } from '../../../api';
import { emptyList, liveList, type Arrival } from './live_list';

/** Several arrivals become one change of the screen. */
const flushMs = 200;
/** The server is silent about the rate when nothing happens. */
const rateFadesMs = 2_500;
/** The source's own figures follow what arrives, not faster than this. */
const refreshMs = 3_000;

/** What arrives at a source now, and how the connection is. */
export function useLiveSource(id: string, enabled: boolean) {
  const client = useQueryClient();
  const [list, dispatch] = useReducer(liveList, emptyList);
  const [link, setLink] = useState<LiveLink>('opening');
  useEffect(() => {
    if (!enabled) return;
    let waiting: Arrival[] = [];
    let flush: ReturnType<typeof setTimeout> | undefined;
    let fade: ReturnType<typeof setTimeout> | undefined;
    let refresh: ReturnType<typeof setTimeout> | undefined;
    const bring = () => {
      flush = undefined;
      dispatch({ kind: 'arrive', items: waiting });
      waiting = [];
      refresh ??= setTimeout(() => {
        refresh = undefined;
        void client.invalidateQueries({ queryKey: ['sources'] });
      }, refreshMs);
    };
    const take = (item: Arrival) => {
      waiting.push(item);
      flush ??= setTimeout(bring, flushMs);
    };
    const stop = keepLive(
      `sources/${encodeURIComponent(id)}/live`,
      {
        hello: () => dispatch({ kind: 'hello' }),
        event: (data) => take({ kind: 'event', event: data as LiveEvent }),
        refused: (data) => take({ kind: 'refused', refused: data as LiveRefused }),
        dropped: (data) => dispatch({ kind: 'missed', count: (data as { count: number }).count }),
        rate: (data) => {
          dispatch({ kind: 'rate', rate: data as LiveRate });
          clearTimeout(fade);
          fade = setTimeout(() => dispatch({ kind: 'rate', rate: null }), rateFadesMs);
        },
      },
      setLink,
    );
    return () => {
      stop();
      for (const timer of [flush, fade, refresh]) clearTimeout(timer);
    };
  }, [client, id, enabled]);
  return { list, link, dispatch };
}

export type LiveSource = ReturnType<typeof useLiveSource>;
