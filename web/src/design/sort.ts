export interface Sort {
  key: string;
  descending: boolean;
}

/** A click on a header: a new column starts with its largest, the same column turns round. */
export function nextSort(sort: Sort | undefined, key: string): Sort {
  return { key, descending: sort?.key === key ? !sort.descending : true };
}

/** "-count" ↔ { key: "count", descending: true }: how a sort stands in the address. */
export function sortText(sort: Sort): string {
  return (sort.descending ? '-' : '') + sort.key;
}

export function readSort(text: string): Sort {
  return text.startsWith('-')
    ? { key: text.slice(1), descending: true }
    : { key: text, descending: false };
}

/** Missing values last in either direction; equal rows keep their order. */
export function sortRows<Row>(
  rows: Row[],
  value: (row: Row) => string | number | null | undefined,
  descending: boolean,
): Row[] {
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a) ?? null, value(b) ?? null];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const order =
      typeof x === 'number' && typeof y === 'number'
        ? x - y
        : String(x).localeCompare(String(y), 'en', { numeric: true });
    return descending ? -order : order;
  });
}
