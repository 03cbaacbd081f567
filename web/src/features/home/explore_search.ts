import type { PathsDocument } from '../../api';

/** A question about paths as the address of Explore has it: its fields by their own names. */
export function exploreSearch({ range, ...fields }: PathsDocument) {
  const span = range && `${range.from ?? ''}..${range.to ?? ''}`;
  const given = Object.entries({ ...fields, range: span }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as never;
}
