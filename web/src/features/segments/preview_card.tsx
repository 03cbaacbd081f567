import { Button, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { asProblem, usePeople, useSegmentPreview, type OverviewDocument, type Predicate } from '../../api';
import { Card, count, plural, relative, RowsSkeleton, share } from '../../design';
import { usePeoplePanel } from '../../people/people_context';
import classes from './segments.module.css';

const pauseMs = 300;
const sampleShown = 6;

/** Waits until the rule rests, so that not every key asks the server. */
export function useRestingRule(rule: Predicate): Predicate {
  const [resting] = useDebouncedValue(rule, pauseMs);
  return resting;
}

interface PreviewCardProps {
  rule: Predicate;
  /** The rule is not what is counted yet. */
  behind: boolean;
  /** What is wrong with the rule is said at the condition. */
  marked: boolean;
}

/** How many a rule would have, as it stands in the builder, and some of them. */
export function PreviewCard({ rule, behind, marked }: PreviewCardProps) {
  const preview = useSegmentPreview(rule);
  const panel = usePeoplePanel();
  const document: OverviewDocument = { kind: 'overview', who: rule };
  const { data, isError, error } = preview;
  const people = usePeople(isError || data?.size === 0 ? null : document, 'all');
  const members = people.data?.pages[0]?.people.slice(0, sampleShown) ?? [];
  const stale = behind || preview.isPlaceholderData || preview.isFetching;
  if (isError) {
    const problem = asProblem(error);
    if (marked) {
      return (
        <Card title="Size">
          <p className={classes.quiet}>Counted as soon as the marked condition is mended.</p>
        </Card>
      );
    }
    return (
      <Card title="Size">
        <div role="alert">
          <p className={classes.problem}>{problem.message}</p>
          {problem.hint && <p className={classes.quiet}>{problem.hint}</p>}
          {problem.field && (
            <p className={classes.quiet}>
              At <code>{problem.field}</code>
            </p>
          )}
          {problem.retryable && (
            <Button mt={8} onClick={() => void preview.refetch()}>
              Try again
            </Button>
          )}
        </div>
      </Card>
    );
  }
  return (
    <>
      <Card
        title="Size"
        aside={data && <span title={data.counted}>{data.exact ? 'exact' : `estimated from ${count(data.sample ?? 0)} customers`}</span>}
      >
        {data ? (
          <div className={stale ? classes.stale : undefined} aria-busy={stale}>
            <p className={classes.figure} role="status">
              <b>
                {data.exact ? '' : '≈ '}
                {count(data.size)}
              </b>
              <span className={classes.quiet}>
                of {plural(data.of, 'customer')}, {share(data.of === 0 ? null : data.size / data.of)}
              </span>
            </p>
            {!data.exact && data.low !== null && data.high !== null && (
              <p className={classes.quiet}>
                95 % interval {count(data.low)} to {count(data.high)}
              </p>
            )}
            <div className={classes.track} aria-hidden>
              <span style={{ width: `${data.of === 0 ? 0 : (data.size / data.of) * 100}%` }} />
            </div>
            {data.notes.length > 0 && (
              <ul className={classes.notes}>
                {data.notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            )}
          </div>
        ) : (
          <div role="status" aria-label="Loading">
            <Skeleton height={36} width={180} />
            <Skeleton height={6} mt={10} />
          </div>
        )}
      </Card>
      <Card title="Some of them" flush>
        {data?.size === 0 ? (
          <p className={classes.foot}>Nobody matches now. Loosen a condition, or keep it: whoever matches later enters by themselves.</p>
        ) : people.isPending ? (
          <RowsSkeleton rows={sampleShown} height={16} />
        ) : (
          <>
            <ul className={`${classes.sample} ${stale ? classes.stale : ''}`}>
              {members.map((person) => (
                <li key={person.id}>
                  <Link to="/customers/$id" params={{ id: person.id }}>
                    {person.name ?? person.label}
                  </Link>
                  <span className={classes.end}>
                    {plural(person.events, 'event')}, {relative(person.last_seen)}
                  </span>
                </li>
              ))}
            </ul>
            <div className={classes.foot}>
              <Button variant="subtle" onClick={() => panel.open(document, 'all', 'This rule')}>
                Show everybody
              </Button>
            </div>
          </>
        )}
      </Card>
    </>
  );
}
