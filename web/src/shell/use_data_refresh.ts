import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { dataKeys, useStatus } from '../api';

/** Asks again for what is on the screen when new events have arrived. */
export function useDataRefresh(): void {
  const client = useQueryClient();
  const version = useStatus().data?.data_version;
  const seen = useRef(version);
  useEffect(() => {
    if (version === undefined) return;
    if (seen.current !== undefined && seen.current !== version) {
      for (const key of dataKeys) void client.invalidateQueries({ queryKey: [key] });
    }
    seen.current = version;
  }, [client, version]);
}
