import { Button, Select, Switch } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useCatalogueEvents, useSources, useTrackingPlan, type CatalogueEvents, type CollectedEvent } from '../../../api';
import {
  Card,
  compact,
  count,
  DataTable,
  day,
  EmptyState,
  ErrorState,
  More,
  plural,
  readSort,
  relative,
  SearchField,
  sortRows,
  sortText,
  Sparkline,
  Tag,
  type Column,
} from '../../../design';
import { DataFrame, ImportButton } from '../data_frame';
import { withPlan } from '../plan/plan_edits';
import { catalogueRoute } from '../route';
import classes from './catalogue.module.css';
import { matches, sortValue, weekChange } from './catalogue_rows';
import type { CatalogueSearch } from './catalogue_search';
import { EventDetail } from './event_detail';
import { EventTags } from './event_tags';

const standard = '-count';
const pauseMs = 120;
/** Drawn at once; the rest follows as the list is scrolled. */
const step = 100;

/** Every event that arrives: from where, how often, since when, and what is wrong with it. */
export function CataloguePage() {
  const search = catalogueRoute.useSearch();
  const navigate = catalogueRoute.useNavigate();
  const events = useCatalogueEvents('', search.source ?? null);
  const plan = useTrackingPlan().data?.plan;
  const sources = useSources();
  const [most, setMost] = useState(step);
  const sort = readSort(search.sort ?? standard);
  const change = (part: Partial<CatalogueSearch>, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace });
  const all = useMemo(() => events.data && withPlan(events.data.items, plan), [events.data, plan]);
  const rows = useMemo(() => {
    const found = (all ?? []).filter((event) => matches(event, search.q ?? '') && (!search.issues || event.issues > 0));
    return sortRows(found, (event) => sortValue(event, sort.key), sort.descending);
  }, [all, search.q, search.issues, sort.key, sort.descending]);
  const nothingYet = all?.length === 0 && search.source === undefined;
  return (
    <DataFrame tab="/data/catalogue">
      <Card
        title="Event catalogue"
        aside={events.data && asOf(events.data)}
        flush
      >
        {events.isError && !events.data ? (
          <ErrorState error={events.error} onRetry={() => void events.refetch()} />
        ) : (
          <>
            {!nothingYet && (
              <div className={classes.filters}>
                <SearchField
                  className={classes.search}
                  label="Search the catalogue"
                  placeholder="Search by name"
                  q={search.q ?? ''}
                  pauseMs={pauseMs}
                  onAsk={(q) => change({ q: q || undefined }, true)}
                />
                <Select
                  aria-label="Source"
                  placeholder="Every source"
                  data={(sources.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
                  value={search.source ?? null}
                  onChange={(source) => change({ source: source ?? undefined })}
                  clearable
                />
                <Switch
                  label="Only with issues"
                  size="sm"
                  checked={search.issues ?? false}
                  onChange={(event) => change({ issues: event.currentTarget.checked ? true : undefined })}
                />
              </div>
            )}
            <DataTable
              label="Event catalogue"
              columns={columns}
              rows={rows.slice(0, most)}
              rowKey={(row) => row.name}
              sort={sort}
              onSort={(next) => change({ sort: sortText(next) === standard ? undefined : sortText(next) }, true)}
              onOpen={(row) => change({ event: row.name })}
              selected={search.event}
              loading={events.isPending}
              empty={
                nothingYet ? (
                  <EmptyState
                    title="No event has arrived yet"
                    action={
                      <>
                        <Button variant="filled" component={Link} {...({ to: '/data', search: { add: 'choose' } } as object)}>
                          Add a source
                        </Button>
                        <ImportButton variant="default" />
                      </>
                    }
                  >
                    Every kind of event that a source sends or a file brings stands here, with its properties.
                  </EmptyState>
                ) : (
                  <EmptyState
                    title="No event matches"
                    action={<Button onClick={() => change({ q: undefined, source: undefined, issues: undefined })}>Show all events</Button>}
                  >
                    {search.issues ? 'No event that matches has an open issue.' : 'No event of this source has that in its name.'}
                  </EmptyState>
                )
              }
              foot={<More hasMore={rows.length > most} loading={false} onMore={() => setMost((before) => before + step)} />}
            />
          </>
        )}
      </Card>
      {search.event !== undefined && (
        <EventDetail key={search.event} name={search.event} all={all ?? []} onClose={() => change({ event: undefined })} />
      )}
    </DataFrame>
  );
}

const columns: Column<CollectedEvent>[] = [
  {
    key: 'event',
    header: 'Event',
    sortable: true,
    render: (row) => (
      <span className={classes.event}>
        <span>
          <b>{row.shown_as}</b> <EventTags event={row} />
        </span>
        {row.shown_as !== row.name && <span className={classes.quiet}>sent as {row.name}</span>}
      </span>
    ),
  },
  {
    key: 'sources',
    header: 'Sources',
    wideOnly: true,
    render: (row) => (
      <span className={classes.sources}>
        {row.sources.slice(0, 2).map(({ name }) => name).join(', ')}
        {row.sources.length > 2 && <span className={classes.quiet}> and {row.sources.length - 2} more</span>}
      </span>
    ),
  },
  {
    key: 'days',
    header: '30 days',
    wideOnly: true,
    render: (row) => (
      <Sparkline label={`${row.shown_as} per day`} values={row.days.map((one) => one.count)} tone={row.issues > 0 ? 'pain' : 'accent'} width={96} />
    ),
  },
  { key: 'week', header: '7 days', align: 'right', sortable: true, render: (row) => <Week event={row} /> },
  { key: 'count', header: 'All', align: 'right', sortable: true, wideOnly: true, render: (row) => count(row.count) },
  { key: 'first', header: 'First seen', align: 'right', sortable: true, wideOnly: true, render: (row) => day(row.first_seen) },
  { key: 'last', header: 'Last seen', align: 'right', sortable: true, wideOnly: true, render: (row) => relative(row.last_seen) },
  {
    key: 'issues',
    header: 'Issues',
    align: 'right',
    sortable: true,
    render: (row) => (row.issues > 0 ? <Tag tone="pain">{count(row.issues)}</Tag> : <span className={classes.quiet}>–</span>),
  },
];

function asOf({ items, as_of: moment, behind = 0 }: CatalogueEvents): string {
  const kinds = plural(items.length, 'event');
  if (behind > 0) return `${kinds}, ${plural(behind, 'occurrence')} still to be counted`;
  return moment === null ? kinds : `${kinds}, as of ${relative(moment)}`;
}

function Week({ event }: { event: CollectedEvent }) {
  const change = weekChange(event);
  return (
    <span className={classes.week}>
      <span className={classes.full}>{count(event.last_7_days)}</span>
      <span className={classes.short}>{compact(event.last_7_days)}</span>
      {change && <span className={change.tone === 'pain' ? classes.pain : classes.quiet}>{change.words}</span>}
    </span>
  );
}
