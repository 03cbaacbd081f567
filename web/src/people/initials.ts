/** "Maren Köhler" → "MK"; somebody without a name is a dash. */
export function initials(name: string | null): string {
  const words = (name ?? '').split(/[\s.@_-]+/).filter((word) => /^\p{L}/u.test(word));
  const first = words[0]?.[0] ?? '';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return (first + last).toUpperCase() || '—';
}
