import { Link, useNavigate } from '@tanstack/react-router';
import { useImports, type Import } from '../../api';
import {
  bytes,
  Card,
  count,
  DataTable,
  dayAndClock,
  EmptyState,
  ErrorState,
  plural,
  Tag,
  type Column,
} from '../../design';
import { DataFrame, ImportButton } from './data_frame';
import { stateTones } from './import_words';

const columns: Column<Import>[] = [
  {
    key: 'file',
    header: 'File',
    render: (row) => (
      <Link to="/data/imports/$id" params={{ id: row.id }}>
        <b>{row.file}</b>
      </Link>
    ),
  },
  { key: 'state', header: 'State', render: (row) => <Tag tone={stateTones[row.state]}>{row.state}</Tag> },
  { key: 'size', header: 'Size', align: 'right', wideOnly: true, render: (row) => bytes(row.bytes) },
  { key: 'added', header: 'Added', align: 'right', render: (row) => count(row.added) },
  { key: 'duplicates', header: 'Here already', align: 'right', wideOnly: true, render: (row) => count(row.duplicates) },
  { key: 'rejected', header: 'Rejected', align: 'right', render: (row) => count(row.rejected) },
  { key: 'started', header: 'Started', align: 'right', wideOnly: true, render: (row) => dayAndClock(row.started_at) },
];

export function ImportsPage() {
  const imports = useImports();
  const navigate = useNavigate();
  return (
    <DataFrame tab="/data/imports">
      <Card title="Imports" aside={imports.data && plural(imports.data.length, 'import')} flush>
        {imports.isError ? (
          <ErrorState error={imports.error} onRetry={() => void imports.refetch()} />
        ) : (
          <DataTable
            label="Imports"
            columns={columns}
            rows={imports.data ?? []}
            rowKey={(row) => row.id}
            onOpen={(row) => void navigate({ to: '/data/imports/$id', params: { id: row.id } })}
            loading={imports.isPending}
            empty={
              <EmptyState title="Nothing has been imported yet" action={<ImportButton />}>
                CSV, JSON lines, Parquet and XES, also packed with gzip or zstd.
              </EmptyState>
            }
          />
        )}
      </Card>
    </DataFrame>
  );
}
