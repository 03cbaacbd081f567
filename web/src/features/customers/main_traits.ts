import type { Traits } from '../../api';

/** How many traits a row of the list shows. */
const most = 3;
/** Traits that the first column says already, or that tell a reader nothing. */
const leftOut = /^(name|first_?name|last_?name|full_?name|e-?mail|phone|avatar|.*(_|:)?(id|uuid|url))$/i;
const longest = 28;

/** So many of those that people defined come first. */
const mostComputed = 2;

/** The traits worth a place in a row: computed ones, then short texts, before flags and numbers. */
export function mainTraits(traits: Traits, computed: Traits = {}): { name: string; text: string }[] {
  const made = Object.entries(computed)
    .filter(([, value]) => value !== null && value !== '' && value !== false)
    .map(([name, value]) => ({ name: `computed:${name}`, text: traitText(name, value) }))
    .filter(({ text }) => text.length <= longest)
    .slice(0, mostComputed);
  const usable = Object.entries(traits).filter(
    ([name, value]) => value !== null && value !== '' && value !== false && !leftOut.test(name),
  );
  const rank = (value: unknown) => (typeof value === 'string' ? 0 : 1);
  const collected = usable
    .map(([name, value]) => ({ name, value, text: traitText(name, value) }))
    .filter(({ text }) => text.length <= longest)
    .sort((a, b) => rank(a.value) - rank(b.value))
    .map(({ name, text }) => ({ name, text }));
  return [...made, ...collected].slice(0, most);
}

function traitText(name: string, value: string | number | boolean | null): string {
  const plain = name.replace(/[_.:]+/g, ' ').trim();
  if (value === true) return plain;
  return typeof value === 'number' ? `${plain} ${value}` : String(value);
}
