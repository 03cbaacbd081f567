import { decimal, money } from '../../../design/format_number';

/** How many properties stand in the one line below an event's name. */
const most = 4;
const longestText = 60;

/** Said first and without their names, because they say by themselves what they are. */
const telling = [
  'product', 'product_name', 'name', 'title', 'item', 'subject', 'category', 'topic', 'reason', 'error',
  'error_code', 'code', 'issue', 'query', 'path', 'page', 'store', 'carrier', 'platform', 'plan', 'payment_method', 'method',
];
const amounts = ['revenue', 'total', 'amount', 'value', 'price', 'refund', 'order_value', 'cost'];
type Properties = Record<string, unknown>;

/**
 * The few properties that tell an event from its neighbours: "Kitchen machine K5 · € 349". What
 * only repeats a trait of the customer tells nothing.
 */
export function mainProperties(properties: Properties, traits: Properties = {}): string[] {
  const currency = typeof properties.currency === 'string' ? properties.currency : null;
  const said: { rank: number; text: string }[] = [];
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'currency' || isEmpty(value) || typeof value === 'object') continue;
    if (traits[name] === value) continue;
    const key = name.toLowerCase();
    const place = telling.indexOf(key);
    if (amounts.includes(key) && Number.isFinite(Number(value))) {
      said.push({ rank: telling.length, text: currency ? money(Number(value), currency) : `${plain(name)} ${decimal(Number(value), 2)}` });
    } else if (place >= 0 && typeof value !== 'boolean') {
      said.push({ rank: place, text: shortened(String(value)) });
    } else if (!isIdentifier(key, value)) {
      said.push({ rank: telling.length + 1, text: named(name, value) });
    }
  }
  const ranked = said.map((one, index) => ({ ...one, index }));
  ranked.sort((a, b) => a.rank - b.rank || a.index - b.index);
  return [...new Set(ranked.map((one) => one.text))].slice(0, most);
}

function named(name: string, value: unknown): string {
  if (value === true) return plain(name);
  if (value === false) return `not ${plain(name)}`;
  return `${plain(name)} ${typeof value === 'number' ? decimal(value, 2) : shortened(String(value))}`;
}

function plain(name: string): string {
  return name.replace(/[_.:]+/g, ' ').trim();
}

function shortened(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

/** Keys and numbers of machines tell a reader nothing; they stand in the full list. */
function isIdentifier(key: string, value: unknown): boolean {
  if (/(^|[_:.])(id|uuid|guid|hash|token|session|ip|user_agent)$/.test(key)) return true;
  return typeof value === 'string' && /^[0-9a-f-]{16,}$/i.test(value);
}
