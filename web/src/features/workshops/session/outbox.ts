import type { Command } from './state';

/** One command on its way, under the name of the page that made it. */
export interface Sending {
  client: string;
  number: number;
  command: Command;
}

export interface Shelf {
  keep(client: string, sendings: readonly Sending[]): void;
  /** What pages before this one left unsent. */
  left(): Sending[];
}

const prefix = 'wend.workshop.';

function isSending(value: unknown): value is Sending {
  const { client, number, command } = (value ?? {}) as Partial<Sending>;
  return typeof client === 'string' && typeof number === 'number' && typeof (command as Command | undefined)?.do === 'string';
}

/** Keeps what is not sent on this device, for one workshop and one part in it. */
export function deviceShelf(workshop: string, part: string, storage: Storage = window.localStorage): Shelf {
  const start = `${prefix}${workshop}.${part}.`;
  const keys = () => Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '').filter((key) => key.startsWith(start));
  return {
    keep(client, sendings) {
      const byClient = new Map<string, Sending[]>([[client, []]]);
      for (const key of keys()) byClient.set(key.slice(start.length), []);
      for (const sending of sendings) byClient.set(sending.client, [...(byClient.get(sending.client) ?? []), sending]);
      for (const [of, list] of byClient) {
        // Another tab's own are its to take away; here they are only ever sent a second time, which the server sees.
        if (of !== client && list.length === 0 && !adopted.has(start + of)) continue;
        try {
          if (list.length === 0) storage.removeItem(start + of);
          else storage.setItem(start + of, JSON.stringify(list));
        } catch {
          // A full device: what is on the screen goes on being sent.
        }
      }
    },
    left() {
      return keys().flatMap((key) => {
        adopted.add(key);
        try {
          const list: unknown = JSON.parse(storage.getItem(key) ?? '[]');
          return Array.isArray(list) ? list.filter(isSending) : [];
        } catch {
          return [];
        }
      });
    },
  };
}

/** Records of earlier pages that this one sends and may take away. */
const adopted = new Set<string>();
