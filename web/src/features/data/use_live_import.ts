import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { dataKeys, watchLive, type Import } from '../../api';
import { get } from '../../api/client';

const pollMs = 1500;

/** An import as it goes: by server-sent events, and by asking when they do not arrive. */
export function useLiveImport(id: string) {
  const client = useQueryClient();
  const [lost, setLost] = useState(false);
  const query = useQuery({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => get<Import>(`imports/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => (lost && state.data?.state === 'running' ? pollMs : false),
  });
  const state = query.data?.state;
  useEffect(() => {
    if (state !== 'running') return;
    const put = (data: unknown) => {
      if (data !== null) client.setQueryData(['imports', id], data);
    };
    return watchLive(`imports/${encodeURIComponent(id)}/live`, { progress: put, done: put }, () =>
      setLost(true),
    );
  }, [client, id, state]);
  useEffect(() => {
    if (state === undefined || state === 'running') return;
    for (const key of ['status', ...dataKeys]) void client.invalidateQueries({ queryKey: [key] });
    void client.invalidateQueries({ queryKey: ['imports'], exact: true });
  }, [client, state]);
  return query;
}
