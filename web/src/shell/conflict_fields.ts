export interface ConflictingField {
  field: string;
  mine: string;
  theirs: string;
}

/** Set by the server with every save; they differ always and tell nobody anything. */
const kept = new Set(['id', 'version', 'created_at', 'updated_at', 'created_by']);
const longest = 160;

/** The fields in which two versions of a document differ, in words. */
export function conflictingFields(mine: unknown, theirs: unknown): ConflictingField[] {
  const own = asRecord(mine);
  const other = asRecord(theirs);
  return [...new Set([...Object.keys(own), ...Object.keys(other)])]
    .filter((field) => !kept.has(field) && JSON.stringify(own[field]) !== JSON.stringify(other[field]))
    .map((field) => ({ field, mine: inWords(own[field]), theirs: inWords(other[field]) }));
}

function asRecord(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

function inWords(value: unknown): string {
  if (value === undefined || value === null) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
