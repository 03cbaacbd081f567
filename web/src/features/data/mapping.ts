import type { Mapping, RowKind, UploadColumn } from '../../api';

/** What a column is used for; `property` carries the name it gets, null leaves it out. */
export type Use = 'customer' | 'account' | 'event' | 'time' | 'channel' | { property: string | null };

export function useOf(mapping: Mapping, column: string): Use {
  if (mapping.customer === column) return 'customer';
  if (mapping.account === column) return 'account';
  if (mapping.event === column) return 'event';
  if (mapping.time.column === column || mapping.time.of_day === column) return 'time';
  if (mapping.channel === column) return 'channel';
  const named = mapping.properties?.[column];
  return { property: named === undefined ? column : named };
}

/** The columns that are not the customer, the event, the time or the channel. */
export function otherColumns(mapping: Mapping, columns: UploadColumn[]): UploadColumn[] {
  return columns.filter(({ name }) => typeof useOf(mapping, name) === 'object');
}

/** How many columns become properties and how many are left out. */
export function propertyCounts(mapping: Mapping, columns: UploadColumn[]): { kept: number; left: number } {
  const others = otherColumns(mapping, columns);
  const left = others.filter(({ name }) => {
    const use = useOf(mapping, name);
    return typeof use === 'object' && use.property === null;
  }).length;
  return { kept: others.length - left, left };
}

export function withProperty(mapping: Mapping, column: string, name: string | null): Mapping {
  const properties = { ...mapping.properties };
  if (name === column) delete properties[column];
  else properties[column] = name;
  return { ...mapping, properties };
}

/** Two columns may not become the same property: the later one would overwrite the earlier one. */
export function propertyClash(mapping: Mapping, columns: UploadColumn[]): string | null {
  const seen = new Set<string>();
  for (const { name } of otherColumns(mapping, columns)) {
    const use = useOf(mapping, name);
    if (typeof use !== 'object' || use.property === null) continue;
    if (seen.has(use.property)) return use.property;
    seen.add(use.property);
  }
  return null;
}

export const rowKind = ({ rows }: Mapping): RowKind => rows ?? 'events';

/** The same columns as rows of another kind; `asEvents` is what they were when they were events. */
export function asRows(mapping: Mapping, rows: RowKind, asEvents?: Mapping): Mapping {
  const { account, ...rest } = mapping;
  const key = mapping.customer || account || '';
  if (rows === 'events') return { ...(asEvents ?? { ...rest, customer: key }), rows, properties: mapping.properties };
  const { of_day: _, ...time } = { ...mapping.time, column: '' };
  if (rows === 'customers') return { ...rest, rows, customer: key, event: null, time };
  return { ...rest, rows, account: key, customer: '', identities: {}, event: null, time };
}

/** Says that a column names the customer besides; '' takes it back. */
export function withIdentity(mapping: Mapping, column: string, name: string): Mapping {
  const identities = { ...mapping.identities };
  if (name === '') delete identities[column];
  else identities[column] = name;
  return { ...mapping, identities };
}

/** The namespaces that most companies know their customers by. */
export const namespaces = ['user_id', 'email', 'anonymous_id', 'phone', 'customer_id'];

/** Whether a mapping says only how to read the file, and of no column what it means. */
export function isBlank({ rows, customer, event, time }: Mapping): boolean {
  return (rows ?? 'events') === 'events' && !customer && event === null && !time.column;
}

/** What is still missing before an import can start, as a sentence; null when nothing is. */
export function missing(mapping: Mapping, columns: UploadColumn[]): string | null {
  const clash = propertyClash(mapping, columns);
  const clashes = clash === null ? null : `Two columns would become the ${propertyWord(mapping)} “${clash}”. Rename or leave out one.`;
  const kind = rowKind(mapping);
  if (kind === 'accounts') return mapping.account ? clashes : 'Choose the column that says which account it is.';
  if (kind === 'customers') {
    const known = mapping.customer || Object.keys(mapping.identities ?? {}).length > 0;
    return known ? clashes : 'Choose the column that says who the customer is.';
  }
  if (!mapping.customer) return 'Choose the column that says who the customer is.';
  if (!mapping.event || (typeof mapping.event === 'object' && mapping.event.constant.trim() === '')) {
    return 'Choose the column that says what happened, or give every row one name.';
  }
  if (!mapping.time?.column) return 'Choose the column that says when it happened.';
  return clashes;
}

/** What a column that is nothing else becomes. */
export const propertyWord = (mapping: Mapping): 'trait' | 'property' => (rowKind(mapping) === 'events' ? 'property' : 'trait');

export const delimiters = [
  { value: ',', label: 'commas' },
  { value: ';', label: 'semicolons' },
  { value: '\t', label: 'tabs' },
  { value: '|', label: 'vertical bars' },
  { value: ' ', label: 'spaces' },
];

export function delimiterWord(delimiter: string | undefined): string {
  const known = delimiters.find(({ value }) => value === (delimiter ?? ','));
  return known?.label ?? `“${delimiter}”`;
}

export const timeFormats = [
  { value: 'iso', label: 'ISO 8601', example: '2026-05-19T14:02:00Z' },
  { value: '%Y-%m-%d %H:%M:%S', label: 'year-month-day time', example: '2026-05-19 14:02:00' },
  { value: '%Y-%m-%d', label: 'year-month-day', example: '2026-05-19' },
  { value: '%d.%m.%Y %H:%M:%S', label: 'day.month.year time', example: '19.05.2026 14:02:00' },
  { value: '%d.%m.%Y %H:%M', label: 'day.month.year hour:minute', example: '19.05.2026 14:02' },
  { value: '%d.%m.%Y', label: 'day.month.year', example: '19.05.2026' },
  { value: '%d/%m/%Y %H:%M:%S', label: 'day/month/year time', example: '19/05/2026 14:02:00' },
  { value: '%d/%m/%Y', label: 'day/month/year', example: '19/05/2026' },
  { value: '%m/%d/%Y %H:%M:%S', label: 'month/day/year time', example: '05/19/2026 14:02:00' },
  { value: '%m/%d/%Y', label: 'month/day/year', example: '05/19/2026' },
  { value: 'unix_s', label: 'seconds since 1970', example: '1779199320' },
  { value: 'unix_ms', label: 'milliseconds since 1970', example: '1779199320000' },
];

/** How a time format reads in the sentence. */
export function timeFormatWord(format: string): string {
  return timeFormats.find(({ value }) => value === format)?.example ?? format;
}

/**
 * The times with the time of day from a column of its own; '' takes it from where the day is. A
 * format that knows no time of day yet gets the plainest one, and loses it again.
 */
export function withTimeOfDay({ of_day: before, ...time }: Mapping['time'], column: string): Mapping['time'] {
  const ofDay = ' %H:%M';
  if (column === '' || column === time.column) {
    const format = before !== undefined && time.format.endsWith(ofDay) ? time.format.slice(0, -ofDay.length) : time.format;
    return { ...time, format };
  }
  const bare = time.format.startsWith('%') && !/%[HIT]/.test(time.format);
  return { ...time, of_day: column, format: bare ? time.format + ofDay : time.format };
}

/** Whether the zone of a mapping matters: such times name no zone of their own. */
export function needsZone(format: string): boolean {
  return format !== 'unix_s' && format !== 'unix_ms' && !/%z|%Z/.test(format);
}
