import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useAccountEvents, type AccountEvent } from '../../api';
import { Card, clock, count, dayKey, EmptyState, ErrorState, More, plural, RowsSkeleton, useChannelColour } from '../../design';
import { dayTitle } from '../customers/timeline/day_words';
import { eventLine } from '../customers/timeline/event_line';
import { KindMark } from '../customers/timeline/kind_face';
import { accountRoute } from './route';
import classes from './accounts.module.css';

/** The events of all members on one line, the latest first; each opens on its customer's page. */
export function EventsTab({ id }: { id: string }) {
  const { channel, event, customer } = accountRoute.useSearch();
  const navigate = useNavigate({ from: '/customers/accounts/$id' });
  const colour = useChannelColour();
  const list = useAccountEvents(id, { channel, event, customer });
  const total = list.data?.pages[0]?.total;
  const days = byDay(list.data?.pages.flatMap(({ items }) => items) ?? []);
  const filtered = [event, channel, customer].some((one) => one !== undefined);
  return (
    <Card
      title={event === undefined ? 'Timeline' : `Timeline: ${event}`}
      aside={
        <>
          {total !== undefined && <span>{plural(total, 'event')}</span>}
          {filtered && <Button onClick={() => void navigate({ search: {} })}>Show all</Button>}
        </>
      }
      flush
    >
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <RowsSkeleton rows={12} />
      ) : days.length === 0 ? (
        <EmptyState title={filtered ? 'No such event' : 'Nobody did anything yet'}>
          {filtered ? 'None of the members did this.' : 'Events of every member stand here on one line.'}
        </EmptyState>
      ) : (
        <div className={classes.events} style={{ opacity: list.isPlaceholderData ? 0.55 : 1 }}>
          {days.map(({ key, at, events }) => (
            <section key={key}>
              <h3 className={classes.day}>{dayTitle(at)}</h3>
              {events.map((one) => (
                <EventLine key={one.id} event={one} colour={colour(one.channel)} />
              ))}
            </section>
          ))}
          <More hasMore={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
        </div>
      )}
      {total !== undefined && total > 0 && !list.hasNextPage && !list.isPending && (
        <p className={classes.foot}>
          <span className={classes.quiet}>All {count(total)} shown.</span>
        </p>
      )}
    </Card>
  );
}

function EventLine({ event, colour }: { event: AccountEvent; colour: string }) {
  const whole = { ...event, received_at: event.time, session: 0, identity: null, import: null };
  const said = eventLine(whole, event, undefined);
  return (
    <Link
      to="/customers/$id"
      params={{ id: event.customer.id }}
      search={{ at: event.time, open: `e${event.id}` }}
      className={classes.event}
    >
      <time className={classes.time} dateTime={event.time}>
        {clock(event.time)}
      </time>
      <span className={classes.dot}>
        <KindMark kind={event.kind} colour={colour} />
      </span>
      <span className={classes.what}>
        <b>{event.event}</b> {said.fact?.text}
        <span className={classes.props}>{said.line}</span>
      </span>
      <span className={classes.person}>{event.customer.name ?? event.customer.label}</span>
      <span className={classes.channel}>{event.channel}</span>
    </Link>
  );
}

interface Day {
  key: string;
  at: number;
  events: AccountEvent[];
}

function byDay(events: AccountEvent[]): Day[] {
  const days: Day[] = [];
  for (const event of events) {
    const key = dayKey(event.time);
    const last = days.at(-1);
    if (last?.key === key) last.events.push(event);
    else days.push({ key, at: Date.parse(event.time), events: [event] });
  }
  return days;
}
