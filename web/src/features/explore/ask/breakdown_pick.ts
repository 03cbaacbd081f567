import type { Breakdown } from '../../../api';

/** The most segments that a question may be divided by. */
export const segmentsMax = 20;

const nothing = 'nothing';

/** What is chosen in the list: nothing, "channel", "trait:plan", "property:os" or several "segment:seg_1". */
export function breakdownCodes(value: Breakdown | undefined): string[] {
  if (value === undefined) return [nothing];
  if ('channel' in value) return ['channel'];
  if ('segments' in value) return value.segments.map((id) => `segment:${id}`);
  return 'trait' in value ? [`trait:${value.trait}`] : [`property:${value.property}`];
}

/** What a pick makes of it: segments are put in and taken out, anything else takes the place of all. */
export function breakdownPicked(value: Breakdown | undefined, code: string): Breakdown | undefined {
  if (code === nothing) return undefined;
  if (code === 'channel') return { channel: true };
  const [, kind, name = ''] = /^(property|trait|segment):(.+)$/s.exec(code) ?? [];
  if (kind === 'trait') return { trait: name };
  if (kind === 'property') return { property: name };
  const before = value !== undefined && 'segments' in value ? value.segments : [];
  const segments = before.includes(name) ? before.filter((id) => id !== name) : [...before, name].slice(0, segmentsMax);
  return segments.length === 0 ? undefined : { segments };
}

/** How the sentence says it. */
export function breakdownWord(value: Breakdown | undefined, nameOf: (segment: string) => string): string {
  if (value === undefined) return nothing;
  if ('channel' in value) return 'channel';
  if ('trait' in value) return value.trait;
  if ('property' in value) return value.property;
  const [first = '', second, ...more] = value.segments.map(nameOf);
  if (second === undefined) return first;
  return more.length === 0 ? `${first} and ${second}` : `${first} and ${more.length + 1} more segments`;
}

/** Whether groups have somebody in common: together they are more than the whole. */
export function overlap(groups: number[], whole: number): boolean {
  return groups.reduce((sum, each) => sum + each, 0) > whole;
}
