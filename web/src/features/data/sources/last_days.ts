import type { OverviewDocument, Source } from '../../../api';
import { dayKey } from '../../../design';

const dayMs = 86_400_000;

/** The question for a source's days up to its last event, and what those days are called. */
export function lastDays(
  source: Pick<Source, 'name' | 'last_event'>,
  days: number,
): { document: OverviewDocument | null; names: string[] } {
  if (source.last_event === null) return { document: null, names: [] };
  const last = dayKey(source.last_event);
  // Counted in UTC by the name of the day alone, where no day is shorter than another.
  const noon = Date.parse(`${last}T12:00:00Z`);
  const names = Array.from({ length: days }, (_, at) =>
    new Date(noon - (days - 1 - at) * dayMs).toISOString().slice(0, 10),
  );
  const after = new Date(noon + dayMs).toISOString().slice(0, 10);
  return {
    document: { kind: 'overview', where: { source: source.name }, range: { from: names[0], to: after } },
    names,
  };
}
