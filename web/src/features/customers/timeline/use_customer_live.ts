import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { keepLive, type CustomerTimeline } from '../../../api';

/** While events stream in, what is on the page is asked for again this often, or less when it is long. */
const leastMs = 700;
const restShare = 4;

/** Has the customer asked for again as soon as the server says that their events changed. */
export function useCustomerLive(id: string): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    let lastStart = -Infinity;
    let lastTook = 0;
    let asking = false;
    let again = false;
    const ask = async () => {
      timer.current = undefined;
      lastStart = performance.now();
      asking = true;
      await client.invalidateQueries({ queryKey: ['customer', id] });
      asking = false;
      lastTook = performance.now() - lastStart;
      if (again) soon();
    };
    const soon = () => {
      // Asking anew would break off an answer that is on its way, for ever where events never rest.
      again = asking;
      if (asking || timer.current !== undefined) return;
      const pause = Math.max(leastMs, restShare * lastTook);
      timer.current = setTimeout(() => void ask(), Math.max(0, lastStart + pause - performance.now()));
    };
    const hello = (data: unknown) => {
      // What is shown may be from before the connection stood, or stood again.
      const { data_version: version } = data as { data_version: number };
      const shown = client.getQueriesData<CustomerTimeline>({ queryKey: ['customer', id, 'timeline'] });
      if (shown.some(([, timeline]) => timeline !== undefined && timeline.data_version !== version)) soon();
    };
    const stop = keepLive(`customers/${encodeURIComponent(id)}/live`, { hello, changed: soon }, () => undefined);
    return () => {
      stop();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [client, id]);
}
