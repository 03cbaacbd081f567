import { useSources, type Source } from '../../api';
import { Card, count, DataIcon, DataTable, day, EmptyState, ErrorState, plural, type Column } from '../../design';
import { DataFrame, ImportButton } from './data_frame';

const columns: Column<Source>[] = [
  { key: 'name', header: 'Source', render: (row) => <b>{row.name}</b> },
  { key: 'kind', header: 'Kind', wideOnly: true, render: (row) => row.kind },
  { key: 'events', header: 'Events', align: 'right', render: (row) => count(row.events) },
  { key: 'first', header: 'First event', align: 'right', wideOnly: true, render: (row) => day(row.first_event) },
  { key: 'last', header: 'Last event', align: 'right', render: (row) => day(row.last_event) },
  { key: 'created', header: 'Added', align: 'right', wideOnly: true, render: (row) => day(row.created_at) },
];

export function SourcesPage() {
  const sources = useSources();
  const rows = sources.data ?? [];
  return (
    <DataFrame tab="/data">
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
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            loading={sources.isPending}
            empty={
              <EmptyState icon={<DataIcon />} title="There are no sources yet" action={<ImportButton />}>
                A source is where events come from. A file you import becomes one.
              </EmptyState>
            }
          />
        )}
      </Card>
    </DataFrame>
  );
}

function total(sources: Source[]): number {
  return sources.reduce((sum, { events }) => sum + events, 0);
}
