import { mayStore } from './consent';
import { options } from './options';
import { attempt, newId } from './safe';

// Batches that could not be sent, each under a key of its own, so that tabs do not overwrite one another. In memory
// where nothing may or can be stored.

const batchesMax = 50;
const bytesMax = 1 << 20; // of 5 MiB that a site has in most browsers, which count two bytes a character

const memory: Record<string, string> = {};
const prefix = (): string => `wend_q.${options.key}.`;

/** Oldest first. */
export const keys = (): string[] =>
  [...Object.keys(memory), ...(attempt(() => Object.keys(localStorage)) ?? [])].filter((key) => key.startsWith(prefix())).sort();

export const take = (key: string): string | undefined => memory[key] ?? attempt(() => localStorage[key] as string);

export function drop(key: string): void {
  delete memory[key];
  attempt(() => delete localStorage[key]);
}

/** Keeps a batch, and lets the oldest go when there are too many. */
export function put(batch: string): string {
  const name = `${prefix()}${Date.now().toString(36)}.${newId()}`;
  if (!mayStore() || !attempt(() => (localStorage[name] = batch))) memory[name] = batch;
  let room = bytesMax;
  keys().reverse().forEach((key, index) => {
    room -= 2 * (take(key) ?? '').length;
    if (index >= batchesMax || room < 0) drop(key);
  });
  return name;
}

/**
 * Runs in one tab at a time; not at all when another is at it. Browsers have locks only for pages over TLS: without them
 * two tabs may send the same batch, which counts once by its message ids.
 */
export async function alone(run: () => Promise<void>): Promise<void> {
  const locks = mayStore() ? attempt(() => navigator.locks) : undefined;
  await (locks ? locks.request(prefix(), { ifAvailable: true }, async (lock) => lock && run()).catch(run) : run());
}
