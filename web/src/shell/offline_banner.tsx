import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { asProblem, useStatus } from '../api';
import { clock } from '../design/format';
import classes from './offline_banner.module.css';

/** Says that the server is away, from when the screen is, and asks again for what failed once it is back. */
export function OfflineBanner() {
  const status = useStatus();
  const client = useQueryClient();
  const away = status.isError && asProblem(status.error).status === 0;
  const was = useRef(away);
  useEffect(() => {
    if (was.current && !away) {
      void client.refetchQueries({ predicate: (query) => query.state.status === 'error' });
    }
    was.current = away;
  }, [away, client]);
  return (
    <div role="status" className={away ? classes.banner : undefined}>
      {away && (
        <>
          <b>Wend does not answer.</b>{' '}
          {status.dataUpdatedAt > 0 && `What you see is from ${clock(status.dataUpdatedAt)}. `}
          It is asked again every few seconds.
        </>
      )}
    </div>
  );
}
