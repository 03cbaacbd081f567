import { TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useQueryDoc, type Bucket, type CatalogueEvent, type EventsDocument } from '../../api';
import {
  Card,
  count,
  DataTable,
  day,
  EmptyState,
  ErrorState,
  Mark,
  Num,
  period,
  plural,
  readSort,
  SearchIcon,
  sortRows,
  sortText,
  Sparkline,
  useChannelColour,
  type Column,
} from '../../design';
import { DataFrame, ImportButton } from './data_frame';
import classes from './data.module.css';
import { EventPanel } from './event_panel';
import { catalogueValue, matchesSearch } from './event_rows';
import { eventsRoute } from './route';
import type { EventsSearch } from './events_search';

const catalogue: EventsDocument = { kind: 'events', limit: 1000 };
const standard = '-count';

/** The catalogue: every name an event has, and what is known of it. */
export function EventsPage() {
  const search = eventsRoute.useSearch();
  const navigate = eventsRoute.useNavigate();
  const answer = useQueryDoc(catalogue);
  const colour = useChannelColour();
  const sort = readSort(search.sort ?? standard);
  const change = (part: Partial<EventsSearch>, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace });
  const all = answer.data?.result.events;
  const rows = useMemo(
    () =>
      sortRows(
        (all ?? []).filter((event) => matchesSearch(event, search.q ?? '')),
        (event) => catalogueValue(event, sort.key),
        sort.descending,
      ),
    [all, search.q, sort.key, sort.descending],
  );
  const columns = eventColumns(colour, answer.data?.result.bucket ?? 'day');
  return (
    <DataFrame tab="/data/events">
      <Card
        title="Events"
        aside={answer.data && `${plural(all?.length ?? 0, 'name')}, ${period(answer.data.range)}`}
        flush
      >
        {answer.isError ? (
          <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
        ) : (
          <>
            {all?.length !== 0 && (
              <div className={classes.search}>
                <TextInput
                  aria-label="Search events"
                  placeholder="Search name, touchpoint or stage"
                  leftSection={<SearchIcon size={14} />}
                  value={search.q ?? ''}
                  onChange={(event) => change({ q: event.currentTarget.value || undefined }, true)}
                />
              </div>
            )}
            <DataTable
              label="Events"
              columns={columns}
              rows={rows}
              rowKey={(row) => `${row.type} ${row.event}`}
              sort={sort}
              onSort={(next) => change({ sort: sortText(next) === standard ? undefined : sortText(next) }, true)}
              onOpen={(row) => change({ event: row.event })}
              loading={answer.isPending}
              empty={
                all?.length === 0 ? (
                  <EmptyState title="There are no events yet" action={<ImportButton />}>
                    Import a file, and every kind of event in it stands here.
                  </EmptyState>
                ) : (
                  <EmptyState title="No event matches">
                    Nothing has “{search.q}” in its name, touchpoint or stage.
                  </EmptyState>
                )
              }
            />
          </>
        )}
      </Card>
      {search.event !== undefined && (
        <EventPanel name={search.event} onClose={() => change({ event: undefined })} />
      )}
    </DataFrame>
  );
}

function eventColumns(
  colour: (channel: string | null) => string,
  bucket: Bucket,
): Column<CatalogueEvent>[] {
  return [
    { key: 'event', header: 'Event', sortable: true, render: (row) => <b>{row.event}</b> },
    {
      key: 'touchpoint',
      header: 'Touchpoint',
      sortable: true,
      wideOnly: true,
      render: (row) => (
        <span className={classes.where}>
          {row.touchpoint ?? '–'}
          {row.stage !== null && <span className={classes.quiet}>{row.stage}</span>}
        </span>
      ),
    },
    { key: 'count', header: 'Events', align: 'right', sortable: true, render: (row) => count(row.count) },
    {
      key: 'people',
      header: 'People',
      align: 'right',
      sortable: true,
      render: (row) => (
        <Num value={count(row.people)} people={{ document: catalogue, ref: row.ref, title: row.event }} />
      ),
    },
    {
      key: 'trend',
      header: `Per ${bucket}`,
      wideOnly: true,
      render: (row) => <Sparkline label={`${row.event} per ${bucket}`} values={row.per_day} tone="accent" width={96} />,
    },
    {
      key: 'channels',
      header: 'Channels',
      wideOnly: true,
      render: (row) => (
        <span className={classes.channels}>
          {row.channels.slice(0, 3).map(({ channel, count: n }) => (
            <span key={channel} title={plural(n, 'event')}>
              <Mark colour={colour(channel)} /> {channel || 'unknown'}
            </span>
          ))}
          {row.channels.length > 3 && <span className={classes.quiet}>and {row.channels.length - 3} more</span>}
        </span>
      ),
    },
    { key: 'first', header: 'First seen', align: 'right', sortable: true, wideOnly: true, render: (row) => day(row.first_seen) },
    { key: 'last', header: 'Last seen', align: 'right', sortable: true, wideOnly: true, render: (row) => day(row.last_seen) },
  ];
}
