import { Button, Loader } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { useEffect } from 'react';

interface MoreProps {
  hasMore: boolean;
  loading: boolean;
  onMore: () => void;
}

/** The end of a long list: loads the next page when it comes into sight, or when pressed. */
export function More({ hasMore, loading, onMore }: MoreProps) {
  const { ref, entry } = useIntersection({ rootMargin: '200px' });
  const inSight = entry?.isIntersecting ?? false;
  useEffect(() => {
    if (inSight && hasMore && !loading) onMore();
  }, [inSight, hasMore, loading, onMore]);
  if (!hasMore) return null;
  return (
    <div ref={ref} style={{ display: 'flex', justifyContent: 'center', padding: 12 }}>
      {loading ? <Loader size="xs" /> : <Button onClick={onMore}>Show more</Button>}
    </div>
  );
}
