import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type RefObject } from 'react';
import type { CustomerProfile } from '../../../api';
import { Card, count, ErrorState, plural, RowsSkeleton, Tag } from '../../../design';
import { customerRoute, type CustomerSearch } from '../route';
import { EventList, type SeenSpan } from './event_list';
import { Filters } from './filters';
import { JourneyCanvas } from './journey_canvas';
import { readPeriod } from './period';
import classes from './timeline.module.css';
import { useTimeline } from './use_timeline';

interface TimelineCardProps {
  id: string;
  customer: CustomerProfile | undefined;
  scroller: RefObject<HTMLElement | null>;
}

/** The picture of the whole journey, and below it the events by day. */
export function TimelineCard({ id, customer, scroller }: TimelineCardProps) {
  const search = customerRoute.useSearch();
  const navigate = useNavigate({ from: '/customers/$id' });
  const timeline = useTimeline(id, search);
  const [seen, setSeen] = useState<SeenSpan | null>(null);
  const change = (next: Partial<CustomerSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  const { pages, shape } = timeline;
  return (
    <Card
      className={classes.card}
      title="Timeline"
      aside={
        customer && (
          <>
          <Button
            variant="subtle"
            aria-label={`Order: ${search.order === 'asc' ? 'oldest' : 'newest'} first`}
            onClick={() => change({ order: search.order === 'asc' ? undefined : 'asc' })}
          >
            {search.order === 'asc' ? 'Oldest first' : 'Newest first'}
          </Button>
          <Tag>
            {timeline.filtering && !timeline.mayHaveMore
              ? `${count(timeline.matching)} of ${plural(customer.events, 'event')}`
              : `${plural(customer.events, 'event')}, ${plural(customer.sessions, 'session')}`}
          </Tag>
          </>
        )
      }
      flush
    >
      <div className={classes.top}>
        {shape.isError ? (
          <ErrorState error={shape.error} onRetry={() => void shape.refetch()} />
        ) : (
          <JourneyCanvas
            shape={shape.data}
            period={readPeriod(search.from, search.to)}
            seen={seen}
            channel={search.channel}
            onChannel={(channel) => change({ channel, open: undefined })}
            onPeriod={(from, to) => change({ from, to, open: undefined })}
            onOpen={(open) => change({ open })}
          />
        )}
        <Filters search={search} shape={shape.data} onChange={change} />
        {timeline.lost && (
          <p className={classes.lost} role="status">
            The event of this link is not in this timeline. <Button onClick={() => change({ open: undefined })}>Dismiss</Button>
          </p>
        )}
      </div>
      {pages.isError && timeline.looked === 0 ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : pages.isPending ? (
        <RowsSkeleton rows={9} height={26} />
      ) : (
        <EventList
          key={search.order ?? 'desc'}
          rows={timeline.rows}
          scroller={scroller}
          open={search.open}
          seeking={timeline.seeking}
          filtering={timeline.filtering}
          looked={timeline.looked}
          customer={customer}
          error={pages.isFetchNextPageError ? pages.error : null}
          hasMore={timeline.mayHaveMore}
          loadingMore={pages.isFetchingNextPage}
          onMore={() => void pages.fetchNextPage()}
          onOpen={(open) => change({ open })}
          onToggleRun={timeline.toggleRun}
          onSeen={setSeen}
          onClear={() => change(noFilters)}
        />
      )}
    </Card>
  );
}

const noFilters: Partial<CustomerSearch> = {
  q: undefined,
  channel: undefined,
  event: undefined,
  role: undefined,
  from: undefined,
  to: undefined,
};
