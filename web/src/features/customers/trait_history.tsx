import { Drawer } from '@mantine/core';
import { useTraitHistory } from '../../api';
import { count, dayAndClock, EmptyState, ErrorState, RowsSkeleton } from '../../design';
import classes from './trait_history.module.css';
import { traitName, traitValue } from './trait_words';

/** Where each trait comes from, since when, and what it was before. */
export function TraitHistoryPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const history = useTraitHistory(id, true);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={460}
      title="Traits and where they come from"
      overlayProps={{ backgroundOpacity: 0.12 }}
    >
      {history.isError ? (
        <ErrorState error={history.error} onRetry={() => void history.refetch()} />
      ) : !history.data ? (
        <RowsSkeleton rows={8} />
      ) : history.data.items.length === 0 ? (
        <EmptyState title="Nothing was said yet">Traits come with identify calls: a name, a plan, a city.</EmptyState>
      ) : (
        <>
          <ul className={classes.traits}>
            {history.data.items.map((one) => (
              <li key={one.trait}>
                <h3>{traitName(one.trait)}</h3>
                <ol>
                  {one.values.map((said, place) => (
                    <li key={place} data-now={place === 0 || undefined}>
                      <span className={classes.value}>{traitValue(said.value)}</span>
                      <span className={classes.since}>
                        {dayAndClock(said.since)} · {said.source}
                      </span>
                    </li>
                  ))}
                </ol>
                {one.changes > one.values.length && (
                  <p className={classes.since}>and {count(one.changes - one.values.length)} before</p>
                )}
              </li>
            ))}
          </ul>
          {!history.data.all && <p className={classes.since}>From the latest 500 identify calls.</p>}
        </>
      )}
    </Drawer>
  );
}
