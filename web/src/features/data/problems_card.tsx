import type { Upload } from '../../api';
import { Card, count, DataTable, plural, type Column } from '../../design';

type RowProblem = Upload['problems'][number];

const columns: Column<RowProblem>[] = [
  { key: 'line', header: 'Line', align: 'right', width: 80, render: (row) => count(row.line) },
  { key: 'column', header: 'Column', render: (row) => row.column ?? '–' },
  { key: 'reason', header: 'Why it is left out', render: (row) => row.reason },
];

/** Rows among the first that cannot become events. */
export function ProblemsCard({ problems }: { problems: RowProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <Card
      title={`${plural(problems.length, 'row')} of the first cannot be read`}
      aside="left out and listed, the rest goes in"
      flush
    >
      <DataTable
        label="Rows that cannot be read"
        columns={columns}
        rows={problems}
        rowKey={(row) => `${row.line} ${row.column ?? ''} ${row.reason}`}
      />
    </Card>
  );
}
