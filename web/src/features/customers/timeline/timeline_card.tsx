import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useState, type RefObject } from 'react';
import type { CustomerProfile } from '../../../api';
import { Card, count, ErrorState, plural, RowsSkeleton, Tag } from '../../../design';
import { customerRoute, type CustomerSearch } from '../route';
import { EventList, type SeenSpan } from './event_list';
import { Filters, type Change } from './filters';
import { JourneyCanvas } from './journey_canvas';
import { openName } from './outline';
import { dayStart, readPeriod } from './period';
import classes from './timeline.module.css';
import { useCustomerLive } from './use_customer_live';
import { useTimeline } from './use_timeline';

interface TimelineCardProps {
  id: string;
  customer: CustomerProfile | undefined;
  scroller: RefObject<HTMLElement | null>;
}

/** The picture of the whole journey, and below it the events by day and session. */
export function TimelineCard({ id, customer, scroller }: TimelineCardProps) {
  const search = customerRoute.useSearch();
  const navigate = useNavigate({ from: '/customers/$id' });
  const { timeline, shape, ...view } = useTimeline(id, search);
  useCustomerLive(id);
  const [seen, setSeen] = useState<SeenSpan | null>(null);
  const change: Change = useCallback(
    (next, { replace = false } = {}) => void navigate({ search: (before) => ({ ...before, ...next }), replace }),
    [navigate],
  );
  const onOpen = useCallback(
    (open: number | undefined) => change({ open: open === undefined ? undefined : openName(open) }, { replace: true }),
    [change],
  );
  const { data } = timeline;
  return (
    <Card
      className={classes.card}
      title="Timeline"
      aside={
        data && (
          <>
            <Button
              variant="subtle"
              aria-label={`Order: ${view.order === 'asc' ? 'oldest' : 'newest'} first`}
              onClick={() => change({ order: view.order === 'asc' ? undefined : 'asc' })}
            >
              {view.order === 'asc' ? 'Oldest first' : 'Newest first'}
            </Button>
            <Tag>
              {view.filtering
                ? `${count(data.matching)} of ${plural(data.total, 'event')}`
                : `${plural(data.total, 'event')}, ${plural(data.sessions.at(-1)?.number ?? 0, 'session')}`}
            </Tag>
          </>
        )
      }
      flush
    >
      <div className={classes.top} data-sticky>
        {shape.isError ? (
          <ErrorState error={shape.error} onRetry={() => void shape.refetch()} />
        ) : (
          <JourneyCanvas
            shape={shape.data}
            period={readPeriod(search.from, search.to)}
            seen={seen}
            channel={search.channel}
            onChannel={(channel) => change({ channel, open: undefined, at: undefined })}
            onPeriod={(from, to) => change({ from, to, open: undefined, at: undefined })}
            onOpen={(id) => change({ open: openName(id), at: undefined }, { replace: true })}
            onJump={(at) => change({ at: new Date(at).toISOString(), open: undefined }, { replace: true })}
          />
        )}
        <Filters search={search} counts={data?.counts} onChange={change} />
        {view.lost && (
          <p className={classes.lost} role="status">
            The event of this link is not in what is listed. <Button onClick={() => change({ open: undefined })}>Dismiss</Button>
          </p>
        )}
      </div>
      {timeline.isError && !data ? (
        <ErrorState error={timeline.error} onRetry={() => void timeline.refetch()} />
      ) : !data ? (
        <RowsSkeleton rows={9} height={26} />
      ) : (
        <div className={timeline.isPlaceholderData ? classes.waiting : undefined} aria-busy={timeline.isPlaceholderData}>
          {timeline.isError && (
            <p className={classes.lost} role="alert">
              What is listed could not be brought up to date. <Button onClick={() => void timeline.refetch()}>Try again</Button>
            </p>
          )}
          <EventList
            key={view.order}
            id={id}
            rows={view.rows}
            order={view.order}
            askKey={view.askKey}
            scroller={scroller}
            open={view.open}
            at={momentOf(search.at)}
            news={view.news}
            filtering={view.filtering}
            cut={data.cut}
            customer={customer}
            onOpen={onOpen}
            onToggleRun={view.toggleRun}
            onSeen={setSeen}
            onClear={() => change(noFilters)}
          />
        </div>
      )}
    </Card>
  );
}

/** A moment of the address, or the beginning of a plain day. */
function momentOf(at: string | undefined): number | null {
  if (at === undefined) return null;
  const moment = /^\d{4}-\d{2}-\d{2}$/.test(at) ? dayStart(at) : Date.parse(at);
  return Number.isFinite(moment) ? moment : null;
}

const noFilters: Partial<CustomerSearch> = {
  q: undefined,
  channel: undefined,
  event: undefined,
  kind: undefined,
  role: undefined,
  touchpoint: undefined,
  stage: undefined,
  source: undefined,
  from: undefined,
  to: undefined,
};
