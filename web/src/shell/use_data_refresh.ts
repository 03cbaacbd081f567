import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useStatus } from '../api';
import { DataRefresh } from './data_refresh';

/** Asks again for what is on the screen when new events have arrived. */
export function useDataRefresh(): void {
  const client = useQueryClient();
  const version = useStatus().data?.data_version;
  const [refresh] = useState(() => new DataRefresh(client));
  useEffect(() => {
    if (version !== undefined) refresh.see(version);
  }, [refresh, version]);
  useEffect(() => () => refresh.stop(), [refresh]);
}
