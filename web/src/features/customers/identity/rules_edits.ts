/** The list with one entry moved by so many places, as far as there is room. */
export function moved<T>(list: T[], place: number, by: number): T[] {
  const to = Math.min(Math.max(place + by, 0), list.length - 1);
  const rest = withoutEntry(list, place);
  const entry = list[place];
  return entry === undefined ? list : [...rest.slice(0, to), entry, ...rest.slice(to)];
}

export function withoutEntry<T>(list: T[], place: number): T[] {
  return list.filter((_, other) => other !== place);
}
