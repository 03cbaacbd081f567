/** Deeper than this an object is shown as JSON. */
const deepest = 4;

/** Properties one a line, those inside objects by their dotted names, as predicates name them. */
export function allProperties(properties: Record<string, unknown>, prefix = '', depth = 0): [string, string][] {
  return Object.entries(properties).flatMap(([name, value]): [string, string][] => {
    const path = prefix + name;
    const nested = value !== null && typeof value === 'object' && !Array.isArray(value);
    if (nested && depth < deepest && Object.keys(value).length > 0) {
      return allProperties(value as Record<string, unknown>, `${path}.`, depth + 1);
    }
    return [[path, typeof value === 'string' ? value : (JSON.stringify(value) ?? '')]];
  });
}
