import type { ExportColumnProposal, ExportOutcome, ExportRequest, PseudonymisedExport } from '../../api';
import { count, plural } from '../../design';

const formats: Record<ExportRequest['format'], string> = { csv: 'CSV', parquet: 'Parquet', jsonl: 'JSON lines' };

/** What an export is of, in a few words. */
export function whatWords({ request }: Pick<PseudonymisedExport, 'request'>): string {
  return `${request.what === 'events' ? 'Events' : 'Customers'} as ${formats[request.format]}`;
}

/** What became of an export. */
export function stateWords({ state, error }: Pick<PseudonymisedExport, 'state' | 'error'>): string {
  switch (state) {
    case 'waiting':
      return 'Waiting';
    case 'running':
      return 'Being written';
    case 'ready':
      return 'Ready';
    case 'failed':
      return error ?? 'It failed';
    case 'downloaded':
      return 'Downloaded, the file is deleted';
    case 'expired':
      return 'Nobody came for it, the file is deleted';
    case 'withdrawn':
      return 'A customer was erased since, the file is deleted';
  }
}

/** What was left out, a sentence each; nothing when all is there. */
export function leftOutWords({ left_out, replaced }: Pick<ExportOutcome, 'left_out' | 'replaced'>): string[] {
  const said: string[] = [];
  if (left_out.without_consent > 0) said.push(`${plural(left_out.without_consent, 'customer')} for whom the purpose is not allowed`);
  if (left_out.being_erased > 0) said.push(`${plural(left_out.being_erased, 'customer')} who are being erased`);
  if (left_out.small_groups > 0) said.push(`${plural(left_out.small_group_rows, 'row')} of ${plural(left_out.small_groups, 'group')} smaller than k`);
  if (replaced > 0) said.push(`${count(replaced)} ${replaced === 1 ? 'place' : 'places'} in texts that told who somebody is`);
  return said;
}

/** A column's name without what stands before all of them. */
export function columnWords(name: string): string {
  return name.replace(/^(properties|traits)\./, '');
}

/** The request that follows the proposal. */
export function proposedRequest(what: ExportRequest['what'], proposal: ExportColumnProposal[]): ExportRequest {
  return {
    what,
    from: null,
    to: null,
    columns: proposal.map(({ name, choice, quasi_identifier }) => ({ name, choice, quasi_identifier })),
    times: what === 'events' ? 'shifted' : 'day',
    only_with: null,
    k: proposal.some(({ quasi_identifier }) => quasi_identifier) ? 5 : 1,
    key: 'of_this_export',
    format: 'csv',
  };
}

/** Another choice for a column; one that is left out tells groups apart no more. */
export function withColumn(request: ExportRequest, name: string, part: Partial<ExportRequest['columns'][number]>): ExportRequest {
  const columns = request.columns.map((one) => {
    if (one.name !== name) return one;
    const now = { ...one, ...part };
    return now.choice === 'leave_out' ? { ...now, quasi_identifier: false } : now;
  });
  return { ...request, columns, k: columns.some(({ quasi_identifier }) => quasi_identifier) ? request.k : 1 };
}

/** A cell of the preview as it stands in a file. */
export function cellWords(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}
