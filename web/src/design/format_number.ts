/** Numbers as text. English grouping; a narrow space that does not break goes before every unit. */
export const narrow = '\u202f';
const minus = '\u2212';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

function withMinus(text: string): string {
  return text.replace('-', minus);
}

/** 1284902 → "1,284,902" */
export function count(value: number): string {
  return withMinus(whole.format(value));
}

/** At most so many decimals: 5.25 → "5.3" */
export function decimal(value: number, digits = 1): string {
  return withMinus(new Intl.NumberFormat('en', { maximumFractionDigits: digits }).format(value));
}

/** For places with little room: 12900 → "12.9 k", 1284902 → "1.3 M" */
export function compact(value: number): string {
  const size = Math.abs(value);
  for (const [step, unit] of [
    [1e9, 'bn'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    // 999,950 would read "1,000 k": it belongs to the next unit.
    if (size >= step * 0.99995) return withMinus(tenth.format(value / step)) + narrow + unit;
  }
  return withMinus(tenth.format(value));
}

/** 0.295 → "30 %"; one decimal below 10 %, so that small differences stay visible. */
export function share(value: number | null, digits?: number): string {
  if (value === null) return '–';
  const percent = value * 100;
  if (digits === undefined && percent > 0 && percent < 0.05) return `<0.1${narrow}%`;
  const places = digits ?? (Math.abs(percent) < 9.95 ? 1 : 0);
  return decimal(percent, places) + narrow + '%';
}

/** 0.284, 0.296 → "28.4–29.6 %" */
export function interval(low: number | null, high: number | null): string {
  if (low === null || high === null) return '';
  const ends = [low, high].map((end) => decimal(end * 100, 1));
  return `${ends[0]}–${ends[1]}${narrow}%`;
}

/** A change in points: −0.018 → "−1.8", 0.02 → "+2" */
export function points(difference: number): string {
  const text = decimal(difference * 100, 1);
  return difference > 0 && text !== '0' ? `+${text}` : text;
}

/** 41300, "EUR" → "€ 41,300" */
export function money(value: number, currency: string | null): string {
  const digits = Math.abs(value) < 10 ? 2 : 0;
  if (currency === null) return decimal(value, digits);
  let symbol = currency;
  try {
    const parts = new Intl.NumberFormat('en', { style: 'currency', currency }).formatToParts(value);
    symbol = parts.find((part) => part.type === 'currency')?.value ?? currency;
  } catch {
    // Not a currency code: shown as the data has it.
  }
  return `${symbol}${narrow}${decimal(value, digits)}`;
}

/** 1 → "1 customer", 2 → "2 customers" */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** 1536 → "1.5 kB" */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return decimal(size, size < 10 && unit > 0 ? 1 : 0) + narrow + units[unit];
}
