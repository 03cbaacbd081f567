import { Link } from '@tanstack/react-router';
import { useCatalogueChanges } from '../../../api';
import { Card, day, EmptyState, ErrorState, plural, RowsSkeleton, Tag } from '../../../design';
import classes from './quality.module.css';
import { byDay, changeWords } from './quality_words';

const days = 14;

/** What is new, lost or unusual in the events of the last two weeks. */
export function ChangesCard() {
  const changes = useCatalogueChanges(days);
  const items = changes.data?.items ?? [];
  return (
    <Card title="Changed" aside={changes.data && `${plural(items.length, 'change')}, ${days} days`} flush>
      {changes.isPending && <RowsSkeleton rows={6} height={28} />}
      {changes.isError && <ErrorState error={changes.error} onRetry={() => void changes.refetch()} />}
      {changes.data && items.length === 0 && (
        <EmptyState title="Nothing has changed">
          New events and properties, types that changed, and days with unusual volume show here.
        </EmptyState>
      )}
      {byDay(items).map((group) => (
        <section key={group.day} className={classes.day}>
          <h3>{day(group.day)}</h3>
          <ul>
            {group.items.map((change, index) => {
              const { words, tone } = changeWords(change);
              return (
                <li key={index}>
                  <Link to="/data/catalogue" search={{ event: change.event }} className={classes.change}>
                    <span>
                      <b>{change.event}</b> <Tag tone={tone}>{words}</Tag>
                    </span>
                    <span className={classes.sentence}>{change.sentence}</span>
                  </Link>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </Card>
  );
}
