import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asProblem, Problem } from '../../../api/problem';
import type { GuestWorkshop } from '../../../api';
import { state } from '../testing_workshop';
import { deviceShelf, type Sending } from './outbox';
import { WorkshopSession, type Handlers, type Transport } from './session';
import { foreseen } from './state';

/** A server that applies notes and numbers as the real one does, behind a network that loses and doubles. */
class Server {
  kept: GuestWorkshop = state();
  readonly taken: string[] = [];
  readonly pages = new Set<Handlers>();
  private readonly numbers = new Map<string, number>();
  constructor(private readonly lossy: () => boolean) {}

  transport(): Transport<GuestWorkshop> {
    return {
      open: async () => {
        await Promise.resolve();
        if (this.lossy()) throw new Problem({ title: 'Away' }, 0);
        return structuredClone(this.kept);
      },
      send: async (sending) => {
        await Promise.resolve();
        if (this.lossy()) throw new Problem({ title: 'Away' }, 0);
        const revision = this.take(sending);
        if (this.lossy()) this.take(sending);
        if (this.lossy()) throw new Problem({ title: 'The answer got lost' }, 0);
        return revision;
      },
      listen: (handlers) => {
        this.pages.add(handlers);
        handlers.onLink('open');
        return () => this.pages.delete(handlers);
      },
    };
  }

  private take({ client, number, command }: Sending): number {
    if ((this.numbers.get(client) ?? 0) >= number) return this.kept.revision;
    if (command.text === 'refuse me') throw new Problem({ code: 'conflict', detail: 'This workshop has ended.' }, 409);
    this.numbers.set(client, number);
    this.taken.push(`${client}.${number}`);
    this.kept = { ...foreseen(this.kept, [command]), revision: this.kept.revision + 1 };
    for (const page of this.pages) {
      if (!this.lossy()) page.onChange({ revision: this.kept.revision, notes: this.kept.notes, votes: this.kept.votes, values: this.kept.values });
    }
    return this.kept.revision;
  }
}

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (at) => [...kept.keys()][at] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

let pages = 0;
function page(server: Server, storage = memory()) {
  pages += 1;
  const session = new WorkshopSession(server.transport(), deviceShelf('wsh_1', 'guest', storage), `page${pages}`, asProblem);
  return { session, storage };
}

const write = (id: string, text: string) => ({ do: 'put_note', id, play: 'pla_pains', area: 'pain', column: '', text });

/** 0 to 1, the same for a seed. */
function random(seed: number): () => number {
  let at = seed;
  return () => {
    at = (at * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return at / 4_294_967_296;
  };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a page in a workshop', () => {
  it('loses nothing on a bad network and does nothing twice', async () => {
    const seed = Date.now() % 100_000;
    const next = random(seed);
    let bad = true;
    const server = new Server(() => bad && next() < 0.3);
    const all = [page(server), page(server), page(server)];
    for (const { session } of all) session.start();
    for (let at = 0; at < 60; at += 1) {
      const one = all[Math.floor(next() * 3)] as (typeof all)[number];
      one.session.do(write(`not_${Math.floor(next() * 20)}`, `words ${at}`));
      await vi.advanceTimersByTimeAsync(Math.floor(next() * 300));
    }
    bad = false;
    for (const handlers of server.pages) handlers.onLink('open');
    await vi.advanceTimersByTimeAsync(60_000);
    for (const handlers of server.pages) handlers.onHello(server.kept.revision);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.taken, `seed ${seed}`).toHaveLength(60);
    for (const { session } of all) {
      expect(session.snapshot().unsent, `seed ${seed}`).toBe(0);
      const texts = (of: GuestWorkshop | null) => of?.notes.map(({ id, text }) => `${id} ${text}`).sort();
      expect(texts(session.snapshot().state), `seed ${seed}`).toEqual(texts(server.kept));
      session.end();
    }
  });

  it('shows at once what is done, keeps it on the device, and sends what a page before it left', async () => {
    let away = true;
    const server = new Server(() => away);
    const storage = memory();
    const first = page(server, storage);
    away = false;
    first.session.start();
    await vi.advanceTimersByTimeAsync(10);
    away = true;
    first.session.do(write('not_a', 'Written in the lift'));
    expect(first.session.snapshot().state?.notes).toMatchObject([{ text: 'Written in the lift', mine: true }]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(first.session.snapshot().unsent).toBe(1);
    first.session.end();
    away = false;
    const second = page(server, storage);
    second.session.start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.kept.notes).toMatchObject([{ text: 'Written in the lift' }]);
    expect(second.session.snapshot().unsent).toBe(0);
    expect(storage.length).toBe(0);
    second.session.end();
  });

  it('gives back what the server does not take, and goes on', async () => {
    const server = new Server(() => false);
    const { session } = page(server);
    session.start();
    session.do(write('not_a', 'refuse me'));
    session.do(write('not_b', 'take me'));
    await vi.advanceTimersByTimeAsync(100);
    expect(session.snapshot().refused).toMatchObject([{ problem: { message: 'This workshop has ended.' }, command: { text: 'refuse me' } }]);
    expect(session.snapshot().state?.notes.map(({ text }) => text)).toEqual(['take me']);
    session.dismiss(0);
    expect(session.snapshot().refused).toEqual([]);
    session.end();
  });
});
