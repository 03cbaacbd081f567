import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useSources, type Source } from '../../../api';
import {
  Card,
  compact,
  count,
  DataIcon,
  DataTable,
  day,
  dayAndClock,
  EmptyState,
  ErrorState,
  plural,
  PlusIcon,
  relative,
  Tag,
  type Column,
} from '../../../design';
import { DataFrame, ImportButton } from '../data_frame';
import { sourcesRoute } from '../route';
import { AddSource } from './add_source';
import { SourceDays } from './source_days';
import { isLive, kindNames, sourceHealth } from './source_words';
import classes from './sources.module.css';
import type { AddKind } from './sources_search';

/** So many sources have their days drawn; each is a question to the server. */
const mostDrawn = 30;

export function SourcesPage() {
  const { add } = sourcesRoute.useSearch();
  const navigate = sourcesRoute.useNavigate();
  const sources = useSources();
  const rows = sources.data ?? [];
  const drawn = new Set(rows.slice(0, mostDrawn).map(({ id }) => id));
  const open = (kind: AddKind | undefined, replace = false) =>
    void navigate({ search: kind ? { add: kind } : {}, replace });
  return (
    <DataFrame
      tab="/data"
      actions={
        <>
          <ImportButton variant="default" />
          <Button variant="filled" leftSection={<PlusIcon size={14} />} onClick={() => open('choose')}>
            Add a source
          </Button>
        </>
      }
    >
      <Card
        title="Sources"
        aside={sources.data && `${plural(rows.length, 'source')}, ${plural(total(rows), 'event')}`}
        flush
      >
        {sources.isError ? (
          <ErrorState error={sources.error} onRetry={() => void sources.refetch()} />
        ) : (
          <DataTable
            label="Sources"
            columns={sourceColumns(drawn)}
            rows={rows}
            rowKey={(row) => row.id}
            onOpen={(row) => void navigate({ to: '/data/sources/$id', params: { id: row.id } })}
            loading={sources.isPending}
            empty={
              <EmptyState
                icon={<DataIcon />}
                title="There are no sources yet"
                action={
                  <>
                    <Button variant="filled" onClick={() => open('choose')}>
                      Add the first source
                    </Button>
                    <ImportButton variant="default" />
                  </>
                }
              >
                A source is where events come from: a website, an SDK you use already, a webhook of another
                system, or a file.
              </EmptyState>
            }
          />
        )}
      </Card>
      {add !== undefined && (
        <AddSource
          at={add}
          taken={rows.map(({ name }) => name)}
          onKind={(kind) => open(kind, true)}
          onClose={() => open(undefined, true)}
        />
      )}
    </DataFrame>
  );
}

function sourceColumns(drawn: Set<string>): Column<Source>[] {
  return [
    {
      key: 'name',
      header: 'Source',
      render: (row) => (
        <span className={classes.name}>
          <Link to="/data/sources/$id" params={{ id: row.id }} tabIndex={-1}>
            <b>{row.name}</b>
          </Link>
          <span className={classes.kind}>{kindNames[row.kind] ?? row.kind}</span>
          <span className={classes.narrowOnly}>
            <SourceState source={row} />
          </span>
        </span>
      ),
    },
    { key: 'health', header: 'State', wideOnly: true, render: (row) => <SourceState source={row} /> },
    {
      key: 'days',
      header: 'Per day, 30 days',
      wideOnly: true,
      render: (row) => row.events > 0 && drawn.has(row.id) && <SourceDays source={row} />,
    },
    {
      key: 'events',
      header: 'Events',
      align: 'right',
      render: (row) => (
        <>
          <span className={classes.wideOnly}>{count(row.events)}</span>
          <span className={classes.narrowOnly}>{compact(row.events)}</span>
        </>
      ),
    },
    { key: 'refused', header: 'Refused, 7 days', align: 'right', wideOnly: true, render: (row) => <Trouble source={row} of="refused" /> },
    { key: 'warned', header: 'Warned, 7 days', align: 'right', wideOnly: true, render: (row) => <Trouble source={row} of="warned" /> },
    {
      key: 'last',
      header: 'Last event',
      align: 'right',
      render: (row) => (
        <time dateTime={row.last_event ?? undefined} title={row.last_event ? dayAndClock(row.last_event) : undefined}>
          {isLive(row.kind) ? relative(row.last_event) : day(row.last_event)}
        </time>
      ),
    },
    { key: 'created', header: 'Added', align: 'right', wideOnly: true, render: (row) => day(row.created_at) },
  ];
}

export function SourceState({ source }: { source: Source }) {
  const { tone, words } = sourceHealth(source);
  return <Tag tone={tone}>{words}</Tag>;
}

function Trouble({ source, of }: { source: Source; of: 'refused' | 'warned' }) {
  const n = source[of];
  if (n === undefined) return <span className={classes.kind}>–</span>;
  if (n === 0) return <span className={classes.kind}>0</span>;
  return (
    <Link
      to="/data/quality"
      search={{ source: source.id }}
      className={of === 'refused' ? classes.refused : classes.warned}
      onClick={(event) => event.stopPropagation()}
    >
      {count(n)}
    </Link>
  );
}

function total(sources: Source[]): number {
  return sources.reduce((sum, { events }) => sum + events, 0);
}
