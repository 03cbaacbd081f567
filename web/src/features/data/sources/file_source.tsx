import { Link, useNavigate } from '@tanstack/react-router';
import { useImports, type Import, type Source } from '../../../api';
import { Card, count, DataTable, dayAndClock, EmptyState, ErrorState, plural, Tag, type Column } from '../../../design';
import { ImportButton } from '../data_frame';
import { stateTones } from '../import_words';

const columns: Column<Import>[] = [
  {
    key: 'file',
    header: 'File',
    render: (row) => (
      <Link to="/data/imports/$id" params={{ id: row.id }} tabIndex={-1}>
        <b>{row.file}</b>
      </Link>
    ),
  },
  { key: 'state', header: 'State', render: (row) => <Tag tone={stateTones[row.state]}>{row.state}</Tag> },
  { key: 'added', header: 'Added', align: 'right', render: (row) => count(row.added) },
  { key: 'rejected', header: 'Rejected', align: 'right', wideOnly: true, render: (row) => count(row.rejected) },
  { key: 'started', header: 'Started', align: 'right', wideOnly: true, render: (row) => dayAndClock(row.started_at) },
];

/** A source of files has its imports in place of a key. */
export function FileSource({ source }: { source: Source }) {
  const imports = useImports();
  const navigate = useNavigate();
  const rows = imports.data?.filter((one) => one.source === source.name) ?? [];
  return (
    <Card title="Imports of this source" aside={imports.data && plural(rows.length, 'import')} flush>
      {imports.isError ? (
        <ErrorState error={imports.error} onRetry={() => void imports.refetch()} />
      ) : (
        <DataTable
          label="Imports of this source"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          onOpen={(row) => void navigate({ to: '/data/imports/$id', params: { id: row.id } })}
          loading={imports.isPending}
          empty={
            <EmptyState title="No import is listed" action={<ImportButton />}>
              Its events came with the command line or a sample, or their import was undone.
            </EmptyState>
          }
        />
      )}
    </Card>
  );
}
