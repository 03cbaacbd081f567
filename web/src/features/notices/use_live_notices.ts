import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keepLive } from '../../api';

/**
 * Asks for the notices anew when there are some. Only while the page is seen: browsers keep few
 * connections to one server, and pages in the background should leave them to the others.
 */
export function useLiveNotices(): void {
  const client = useQueryClient();
  useEffect(() => {
    let stop: (() => void) | null = null;
    const refresh = () => void client.invalidateQueries({ queryKey: ['notices'] });
    const follow = () => {
      if (document.visibilityState === 'hidden') {
        stop?.();
        stop = null;
      } else if (!stop) {
        stop = keepLive('notices/live', { hello: refresh, notice: refresh }, () => undefined);
      }
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      stop?.();
    };
  }, [client]);
}
