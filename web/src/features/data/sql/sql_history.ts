/** One statement that was run, in this browser. */
export interface Ran {
  sql: string;
  at: string;
  rows: number;
}

const key = 'wend-sql-history';
const kept = 50;

/** The list with a statement in front; one that was run before moves up. */
export function withRan(list: Ran[], ran: Ran): Ran[] {
  return [ran, ...list.filter(({ sql }) => sql !== ran.sql)].slice(0, kept);
}

function isRan(value: unknown): value is Ran {
  const ran = value as Ran | null;
  return typeof ran?.sql === 'string' && typeof ran.at === 'string' && typeof ran.rows === 'number';
}

/** What a text of the browser's storage holds; nothing of one that somebody else wrote. */
export function parseHistory(text: string | null): Ran[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list.filter(isRan).slice(0, kept) : [];
  } catch {
    return [];
  }
}

export function readHistory(): Ran[] {
  try {
    return parseHistory(localStorage.getItem(key));
  } catch {
    return [];
  }
}

export function remember(ran: Ran): Ran[] {
  const list = withRan(readHistory(), ran);
  try {
    localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // A browser that keeps nothing has a history until the page is left.
  }
  return list;
}

export function forgetHistory(): Ran[] {
  try {
    localStorage.removeItem(key);
  } catch {
    // There is none.
  }
  return [];
}
