import type { CompareResult, PathNode, PathsResult, RetentionResult } from '../../../api';
import { duration } from '../../../design/format';
import type { ExploreDocument } from '../ask/explore_search';
import { periodName } from '../pictures/retention/retention_words';
import { nodeName } from '../pictures/sankey_words';

const words: Record<string, string> = {
  share: '',
  from_first: 'of all',
  from_previous: 'of the step before',
  converted: 'reach the end',
  arrived: 'arrived',
  outcome: 'reached the outcome',
  matched: 'go this way',
  switched: 'changed at least once',
  bounced: 'one event only',
  nothing: 'nothing after',
  new: 'new',
  returning: 'stayed',
  resurrecting: 'came back',
  dormant: 'fell silent',
  fitting: 'go as designed',
  done: 'done',
};

/** "steps[Paid].from_first" → "Paid, of all"; null where a picture does not show it. */
export function shareWords(kind: ExploreDocument['kind'], result: CompareResult, at: string): string | null {
  // Either may have it: what one of them never does is 0 there.
  const results = result.groups.map((group) => group.result);
  if (kind === 'paths') return pathWords(results[0] as PathsResult, at);
  if (kind === 'process') {
    const [, list, name] = /^(activities|edges)\[(.*)\]\.people$/.exec(at) ?? [];
    return name === undefined ? null : list === 'edges' ? name.replaceAll(' > ', ' → ') : name;
  }
  if (kind === 'retention') {
    const [, from] = /^curve\[(.*)\]\.share$/.exec(at) ?? [];
    const cell = results.flatMap((each) => (each as RetentionResult).curve).find((each) => String(each.from) === from);
    return cell === undefined ? null : periodName(results[0] as RetentionResult, cell);
  }
  if (at.endsWith('.people')) return null;
  const said = parts(at).flatMap(({ field, name }, index, all) => {
    if (name !== undefined) return [entryWords(results, field, name)];
    return index === all.length - 1 ? [words[field] ?? field.replaceAll('_', ' ')] : [];
  });
  return said.filter((each) => each !== '').join(', ');
}

function pathWords(result: PathsResult, at: string): string | null {
  const [, step, name] = /^nodes\[(-?\d+): (.*)\]\.share$/.exec(at) ?? [];
  if (name === undefined || Number(step) === result.anchor_step) return null;
  const role = name === '(exit)' ? 'exit' : name === '(other)' ? 'other' : 'event';
  const from = Number(step) - result.anchor_step;
  return `${nodeName({ role, label: name, step: Number(step) } as PathNode)}, ${from < 0 ? `${-from} before` : `step ${from}`}`;
}

/** The fields of a place, with the entry of those that are lists: its name may hold dots and brackets. */
function parts(at: string): { field: string; name?: string }[] {
  const found: { field: string; name?: string }[] = [];
  for (const [, field = '', name] of at.matchAll(/([a-z_0-9]+)(?:\[(.*?)\](?=\.[a-z_]|$))?(?:\.|$)/gi)) {
    found.push(name === undefined ? { field } : { field, name });
  }
  return found;
}

/** What an entry is called; one that is called by where it begins, by its whole span. */
function entryWords(results: unknown[], field: string, name: string): string {
  for (const result of results) {
    const list = (result as Record<string, unknown> | null)?.[field];
    if (!Array.isArray(list)) continue;
    const entry = (list as Record<string, unknown>[]).find((each) => String(each.from_s ?? each.from) === name);
    if (typeof entry?.from_s === 'number') return typeof entry.to_s === 'number' ? `${duration(entry.from_s)} – ${duration(entry.to_s)}` : `${duration(entry.from_s)} or more`;
  }
  return name.replaceAll(' > ', ' → ');
}
