export interface TextProblem {
  /** From 1. */
  line: number;
  sentence: string;
}

export type ParsedJson = { value: Record<string, unknown>; problem: null } | { value: null; problem: TextProblem };

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Where a browser says that JSON goes wrong; each says it in its own way. */
function problemOf(text: string, error: unknown): TextProblem {
  const said = error instanceof Error ? error.message : '';
  const line = /line (\d+)/.exec(said)?.[1];
  const position = /position (\d+)/.exec(said)?.[1];
  if (text.trim() === '') return { line: 1, sentence: 'It is empty.' };
  const at = line ? Number(line) : position ? lineAt(text, Number(position)) : text.split('\n').length;
  return { line: at, sentence: `Line ${at} is not JSON: a comma, a quote or a bracket is missing or too much there.` };
}

/** Reads a text that has to be one JSON object. */
export function parseObject(text: string): ParsedJson {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      return { value: value as Record<string, unknown>, problem: null };
    }
    return { value: null, problem: { line: 1, sentence: 'It must be an object, in braces.' } };
  } catch (error) {
    return { value: null, problem: problemOf(text, error) };
  }
}

type Step = string | number;

/** `rules[1].properties.amount` as its steps; names with other characters may stand in quotes. */
export function stepsOf(place: string): Step[] {
  const steps: Step[] = [];
  for (const match of place.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)) {
    steps.push(match[1] !== undefined ? Number(match[1]) : (match[2] ?? match[3] ?? ''));
  }
  return steps;
}

/** The line of a place in a JSON text; as deep as the place leads, and null when it leads nowhere. */
export function lineOfPlace(text: string, place: string): number | null {
  const steps = stepsOf(place.replace(/^mapping\.?/, ''));
  const tokens = [...text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g)];
  let at = 0;
  let found: number | null = null;
  const skipValue = (): void => {
    let depth = 0;
    do {
      const token = tokens[at]?.[0];
      if (token === undefined) return;
      if (token === '{' || token === '[') depth += 1;
      if (token === '}' || token === ']') depth -= 1;
      at += 1;
    } while (depth > 0);
  };
  for (const step of steps) {
    const open = tokens[at]?.[0];
    if (typeof step === 'number' ? open !== '[' : open !== '{') return found;
    at += 1;
    if (typeof step === 'number') {
      for (let left = step; left > 0; left -= 1) {
        if (tokens[at] === undefined || tokens[at]?.[0] === ']') return found;
        skipValue();
        if (tokens[at]?.[0] !== ',') return found;
        at += 1;
      }
      if (tokens[at] === undefined || tokens[at]?.[0] === ']') return found;
      found = lineAt(text, tokens[at]!.index);
    } else {
      for (;;) {
        const key = tokens[at];
        if (key === undefined || key[0] === '}') return found;
        if (key[0] === JSON.stringify(step)) {
          found = lineAt(text, key.index);
          at += 2;
          break;
        }
        at += 2;
        skipValue();
        if (tokens[at]?.[0] !== ',') return found;
        at += 1;
      }
    }
  }
  return found;
}

/** Headers as somebody pastes them: JSON, or lines of "Name: value". Names come in lower case. */
export function parseHeaders(text: string): Record<string, string> {
  const read = parseObject(text);
  const pairs: [string, string][] = read.value
    ? Object.entries(read.value).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
    : text.split('\n').flatMap((line): [string, string][] => {
        const colon = line.indexOf(':');
        return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1)]] : [];
      });
  return Object.fromEntries(pairs.map(([name, value]) => [name.trim().toLowerCase(), value.trim()]));
}

export function headerLines(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
