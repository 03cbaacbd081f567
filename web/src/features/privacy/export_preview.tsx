import { useDebouncedValue } from '@mantine/hooks';
import { useExportPreview, type ExportPreview, type ExportRequest } from '../../api';
import { count, ErrorState, plural, RowsSkeleton } from '../../design';
import { cellWords, columnWords, leftOutWords } from './export_words';
import classes from './exports.module.css';
import shared from './privacy.module.css';

const askAfterMs = 400;

/** The first rows as they would be written, and what would be missing. */
export function ExportPreviewPane({ asked }: { asked: ExportRequest }) {
  const [settled] = useDebouncedValue(asked, askAfterMs);
  const preview = useExportPreview(settled);
  return (
    <section className={classes.preview} aria-label="Preview" aria-busy={preview.isFetching}>
      {preview.isError ? (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
      ) : preview.data ? (
        <Preview preview={preview.data} />
      ) : (
        <RowsSkeleton rows={10} />
      )}
    </section>
  );
}

function Preview({ preview }: { preview: ExportPreview }) {
  const { outcome } = preview;
  const left = leftOutWords(outcome);
  return (
    <>
      <p className={classes.sum}>
        {plural(outcome.rows, 'row')} of {plural(outcome.customers, 'customer')}
        {!preview.all && `, in a sample of ${count(preview.customers_looked_at)}`}
        {outcome.smallest_group > 0 && `, in groups of ${count(outcome.smallest_group)} or more`}
      </p>
      {left.length > 0 && <p className={shared.note}>Left out or replaced:</p>}
      {left.length > 0 && (
        <ul className={classes.left} aria-label="Left out or replaced">
          {left.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {preview.rows.length === 0 ? (
        <p className={shared.note}>No row would be written. Keep or generalise other columns, or take a smaller k.</p>
      ) : (
        // Wider than its place: keys move it as well.
        <div className={classes.scroll} tabIndex={0} role="region" aria-label="Rows of the preview">
          <table aria-label="First rows">
            <thead>
              <tr>
                {preview.columns.map((column) => (
                  <th key={column} scope="col">
                    {columnWords(column)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {preview.rows.map((row, at) => (
                // Rows have no name of their own, and stay where they are.
                <tr key={at}>
                  {row.map((cell, place) => (
                    <td key={preview.columns[place]} className={place === 0 ? classes.pseudonym : undefined} title={cellWords(cell)}>
                      {cellWords(cell)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
