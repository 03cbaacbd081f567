import { Problem, type EarlierImports, type Source } from '../../api';
import { count, plural } from '../../design/format';
import { dayAndClock } from '../../design/format_time';

/** What stands in the way of an import because its file was imported before; null for any other error. */
export function earlierOf(error: unknown): EarlierImports | null {
  if (!(error instanceof Problem) || error.code !== 'conflict') return null;
  const earlier = error.body.earlier as EarlierImports | undefined;
  return earlier && earlier.imports.length > 0 ? earlier : null;
}

/** "orders.csv was imported on 25 April, 09:00 with another mapping and brought 128,402 events." */
export function earlierSentence(file: string, { imports, events }: EarlierImports, now?: Date): string {
  const last = dayAndClock(imports[0]?.started_at ?? null, now);
  if (imports.length === 1) {
    return `${file} was imported on ${last} with another mapping and brought ${plural(events, 'event')}.`;
  }
  return (
    `${file} was imported ${count(imports.length)} times, last on ${last}, with another mapping. ` +
    `Together that brought ${plural(events, 'event')}.`
  );
}

/** A name that no source has yet, for keeping the same file twice: "orders.csv (2)". */
export function otherSource(name: string, sources: Pick<Source, 'name'>[]): string {
  const taken = new Set(sources.map((source) => source.name));
  let number = 2;
  while (taken.has(`${name} (${number})`)) number += 1;
  return `${name} (${number})`;
}
