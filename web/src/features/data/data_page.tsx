import { useImports, useSources, type Import, type Source } from '../../api';
import {
  Card,
  count,
  DataIcon,
  DataTable,
  day,
  dayAndClock,
  EmptyState,
  ErrorState,
  PageBar,
  PageBody,
  Tag,
  type Column,
  type TagTone,
} from '../../design';
import classes from './data.module.css';

export function DataPage() {
  const sources = useSources();
  const imports = useImports();
  return (
    <>
      <PageBar title="Data" />
      <PageBody>
        <div className={classes.stack}>
          <Card title="Sources" flush>
            {sources.isError ? (
              <ErrorState error={sources.error} onRetry={() => void sources.refetch()} />
            ) : (
              <DataTable
                label="Sources"
                columns={sourceColumns}
                rows={sources.data ?? []}
                rowKey={(row) => row.id}
                loading={sources.isPending}
                empty={<EmptyState icon={<DataIcon />} title="There are no sources yet" />}
              />
            )}
          </Card>
          <Card title="Imports" flush>
            {imports.isError ? (
              <ErrorState error={imports.error} onRetry={() => void imports.refetch()} />
            ) : (
              <DataTable
                label="Imports"
                columns={importColumns}
                rows={imports.data ?? []}
                rowKey={(row) => row.id}
                loading={imports.isPending}
                empty={<EmptyState title="Nothing has been imported yet" />}
              />
            )}
          </Card>
        </div>
      </PageBody>
    </>
  );
}

const sourceColumns: Column<Source>[] = [
  { key: 'name', header: 'Source', render: (row) => <b>{row.name}</b> },
  { key: 'kind', header: 'Kind', render: (row) => row.kind },
  { key: 'events', header: 'Events', align: 'right', render: (row) => count(row.events) },
  { key: 'first', header: 'First', align: 'right', wideOnly: true, render: (row) => day(row.first_event) },
  { key: 'last', header: 'Last', align: 'right', render: (row) => day(row.last_event) },
];

const tones: Record<Import['state'], TagTone> = {
  running: 'accent',
  done: 'good',
  failed: 'pain',
  cancelled: 'neutral',
};

const importColumns: Column<Import>[] = [
  { key: 'file', header: 'File', render: (row) => <b>{row.file}</b> },
  { key: 'state', header: 'State', render: (row) => <Tag tone={tones[row.state]}>{row.state}</Tag> },
  { key: 'added', header: 'Added', align: 'right', render: (row) => count(row.added) },
  { key: 'rejected', header: 'Rejected', align: 'right', render: (row) => count(row.rejected) },
  { key: 'started', header: 'Started', align: 'right', wideOnly: true, render: (row) => dayAndClock(row.started_at) },
];
