import { Button } from '@mantine/core';
import { useMapActions, useRemovedMaps } from '../../../api';
import { day, EmptyState, ErrorState, plural, RowsSkeleton } from '../../../design';
import { failed, saved } from '../../../shell/toast';
import classes from './portfolio.module.css';

/** Maps that were removed less than 30 days ago, each with the way back. */
export function RemovedMaps({ q, mayWrite }: { q: string; mayWrite: boolean }) {
  const removed = useRemovedMaps(true);
  const { recover } = useMapActions();
  if (removed.isError) return <ErrorState error={removed.error} onRetry={() => void removed.refetch()} />;
  if (removed.data === undefined) return <RowsSkeleton rows={4} height={44} />;
  const maps = removed.data.filter(({ title }) => title.toLowerCase().includes(q.toLowerCase()));
  if (maps.length === 0) return <EmptyState title="No removed map">What was removed can be recovered here for 30 days.</EmptyState>;
  return (
    <ul className={classes.removed} aria-label="Removed maps">
      {maps.map((map) => (
        <li key={map.id}>
          <b>{map.title || 'Map without a name'}</b>
          <span>{plural(map.steps, 'step')} · removed {day(map.removed_at)}</span>
          {mayWrite && (
            <Button
              disabled={recover.isPending}
              onClick={() => recover.mutate(map, { onSuccess: () => saved(`“${map.title}” is back.`), onError: (error) => failed('The map was not recovered', error) })}
            >
              Recover
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
