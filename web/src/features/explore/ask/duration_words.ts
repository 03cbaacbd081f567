import type { Duration } from '../../../api';

const units = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' } as const;
const seconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
export type Unit = keyof typeof units;

/** The largest unit in which a number of seconds is whole. */
function parts(duration: Duration): { amount: number; unit: Unit } | null {
  if (typeof duration === 'number') {
    const order: Unit[] = ['w', 'd', 'h', 'm'];
    const unit = order.find((each) => duration > 0 && duration % seconds[each] === 0) ?? 's';
    return { amount: duration / seconds[unit], unit };
  }
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(duration.trim()) ?? [];
  return unit ? { amount: Number(amount), unit: unit as Unit } : null;
}

/** "7d" → "7 days", 5400 → "90 minutes" */
export function durationWords(duration: Duration): string {
  const read = parts(duration);
  if (read === null) return String(duration);
  return `${read.amount} ${units[read.unit]}${read.amount === 1 ? '' : 's'}`;
}

/** "7d", "7 days", "90 min", "2 weeks" → the form of the document; null when it is none. */
export function readDuration(text: string): string | null {
  const [, amount, word] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text) ?? [];
  if (!amount || !word || Number(amount) <= 0) return null;
  const lower = word.toLowerCase();
  const unit = (Object.keys(units) as Unit[]).find(
    (each) => each === lower || (lower.length > 1 && `${units[each]}s`.startsWith(lower)),
  );
  return unit ? `${amount}${unit}` : null;
}
