import type { MapVersion } from '../../../../api';

export interface VersionRow extends MapVersion {
  /** Changes since the version below it; null: what is below is not known. */
  changes: number | null;
}

/** As many times of work as the server lists. */
const workMax = 500;

/** The map as it was begun. It is not a time of work, so it is listed by the server only where it has a name. */
const beginning: VersionRow = { revision: 1, name: null, note: '', from: '', at: '', by: [], changes: null };

/** Each revision is one change, so what lies between two versions is their distance; the first one was made with the map. */
export function versionRows(versions: readonly MapVersion[]): VersionRow[] {
  const isCut = versions.length >= workMax;
  const rows = versions.map((version, at) => {
    const below = versions[at + 1]?.revision ?? (isCut ? null : 1);
    return { ...version, changes: below === null || version.revision === 1 ? null : version.revision - below };
  });
  return isCut || rows.at(-1)?.revision === 1 ? rows : [...rows, beginning];
}

/** "version 14 · before the workshop" */
export function versionTitle(revision: number, name: string | null | undefined): string {
  return name ? `version ${revision} · ${name}` : `version ${revision}`;
}

/** "Ada", "Ada and you", "Ada, Bo and 3 others" */
export function peopleWords(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? 'somebody';
  if (names.length <= 3) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} others`;
}
