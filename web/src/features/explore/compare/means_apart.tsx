import type { CompareDifference, CompareResult } from '../../../api';
import { Card, DataTable, decimal, duration, Num, plural } from '../../../design';
import { isTime, placeWords } from './place_words';

interface MeansApartProps {
  result: CompareResult;
  names: { a: string; b: string };
}

/** As many as are read; those that are surely apart come first. */
const shown = 12;

/** The means and medians in which two groups differ. */
export function MeansApart({ result, names }: MeansApartProps) {
  const all = result.differences.filter(({ what }) => what !== 'share');
  const rows = [...all].sort((a, b) => Number(b.clear) - Number(a.clear)).slice(0, shown);
  if (rows.length === 0) return null;
  const figure = (row: CompareDifference, value: number) => (isTime(row) ? duration(value) : decimal(value, Math.abs(value) < 10 ? 2 : 1));
  const signed = (row: CompareDifference, value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${figure(row, Math.abs(value))}`;
  const clear = all.filter((row) => row.clear).length;
  return (
    <Card flush title="Means and times apart" aside={`${clear} of ${plural(all.length, 'figure')} clearly, 95 % intervals`}>
      <DataTable
        label="Means and times apart"
        rows={rows}
        rowKey={(row) => row.at}
        columns={[
          { key: 'what', header: 'What', render: (row) => (row.clear ? <b>{placeWords(row)}</b> : placeWords(row)) },
          { key: 'a', header: names.a, align: 'right', render: (row) => figure(row, row.value) },
          { key: 'b', header: names.b, align: 'right', render: (row) => figure(row, row.base) },
          {
            key: 'apart',
            header: 'Difference',
            align: 'right',
            render: (row) => (
              <Num
                value={signed(row, row.difference)}
                detail={row.low === null || row.high === null ? 'no interval' : `${signed(row, row.low)} to ${signed(row, row.high)}${row.clear ? '' : ', may be chance'}`}
              />
            ),
          },
        ]}
      />
      {result.overlap > 0 && (
        <p style={{ padding: '8px 16px', color: 'var(--ink-3)', fontSize: 'var(--size-1)' }}>
          {plural(result.overlap, 'person is', 'people are')} in both groups; the intervals take the groups as separate.
        </p>
      )}
    </Card>
  );
}
