import { collections, fieldsIn, type MapDocument, type Thing } from '../fields';
import { textIn, type Operation } from '../operations';
import { MapSession } from '../session';
import { editBetween } from '../text_edit';
import { Unreachable, type Clock, type Kept, type LiveHandlers, type Snapshot, type Transport } from '../transport';
import { Random, randomDocument, randomOperations } from './random';
import { KeptMap } from './server';

/** Time that goes on only when told to; what is due at one moment happens in the order in which it was asked for. */
export class SimulatedClock implements Clock {
  private time = 0;
  private count = 0;
  private readonly due: { at: number; count: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void): () => void {
    const entry = { at: this.time + ms, count: (this.count += 1), run };
    this.due.push(entry);
    return () => {
      const at = this.due.indexOf(entry);
      if (at >= 0) this.due.splice(at, 1);
    };
  }

  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      const next = this.due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.count - b.count)[0];
      if (!next) break;
      this.due.splice(this.due.indexOf(next), 1);
      this.time = Math.max(this.time, next.at);
      next.run();
      await new Promise((done) => setImmediate(done));
    }
    this.time = end;
  }
}

/** Loses requests and answers, doubles and delays them, and is away for long. */
class Network implements Transport {
  offline = false;
  private live: LiveHandlers | null = null;

  constructor(private readonly map: KeptMap, private readonly clock: Clock, private readonly random: Random, private readonly faults: { share: number }) {
    map.watch((change) => this.live && !this.offline && this.later(() => !this.fails() && this.live?.onChange(structuredClone(change))));
  }

  private fails(): boolean {
    return this.offline || this.random.chance(this.faults.share);
  }

  private later(run: () => void): void {
    this.clock.after(5 + this.random.below(400), run);
  }

  private ask<T>(answer: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.fails()) return this.later(() => reject(new Unreachable()));
      this.later(() => {
        const got = structuredClone(answer());
        if (this.random.chance(this.faults.share)) this.later(() => answer());
        this.later(() => (this.fails() ? reject(new Unreachable()) : resolve(got)));
      });
    });
  }

  open() {
    return this.ask(() => ({ document: this.map.document, revision: this.map.revision, mayWrite: true }));
  }

  changes(after: number) {
    return this.ask(() => this.map.changes(after));
  }

  send(change: Parameters<Transport['send']>[0]) {
    const sent = structuredClone(change);
    return this.ask(() => this.map.send(sent)).catch(() => ({ kind: 'lost' as const }));
  }

  listen(handlers: LiveHandlers): () => void {
    this.live = handlers;
    this.later(() => !this.fails() && this.live?.onHello(this.map.revision, []));
    return () => {
      this.live = null;
    };
  }

  /** The stream is opened anew, as browsers do. */
  reconnect(): void {
    this.offline = false;
    this.live?.onHello(this.map.revision, []);
  }

  tell(): void {}

  restore(change: { client: string; number: number; revision: number }) {
    return this.ask(() => this.map.restore(change));
  }
}

/** One person with one tab, which may go away and come back. */
export class Person {
  network: Network;
  session: MapSession;
  private kept: Kept | null = null;
  private snapshot: Snapshot | null = null;
  private tabs = 0;

  constructor(readonly name: string, private readonly world: World) {
    this.network = world.network();
    this.session = this.open();
  }

  private open(): MapSession {
    this.tabs += 1;
    const session = new MapSession({
      transport: this.network, clock: this.world.clock, client: `${this.name}${this.tabs}`,
      kept: this.kept && (JSON.parse(JSON.stringify(this.kept)) as Kept), snapshot: this.snapshot, random: () => this.world.random.next(),
      storage: {
        keep: (kept) => {
          this.kept = kept && (JSON.parse(JSON.stringify(kept)) as Kept);
          return true;
        },
        keepSnapshot: (snapshot) => {
          this.snapshot = snapshot;
        },
      },
    });
    session.start();
    return session;
  }

  /** As when a tab crashes: nothing is said before. */
  reload(): void {
    const kept = this.kept;
    this.session.close();
    this.kept = kept;
    this.network = this.world.network();
    this.session = this.open();
  }

  get document(): MapDocument {
    return this.session.snapshot().document;
  }
}

export interface Written {
  /** Every character is written once, so that it can be told from all others. */
  by: Map<string, string>;
  takenBy: Map<string, Set<string>>;
}

/** Three persons, one map, one clock, one seed. */
export class World {
  readonly clock = new SimulatedClock();
  readonly random: Random;
  readonly map: KeptMap;
  readonly people: Person[];
  readonly written: Written = { by: new Map(), takenBy: new Map() };
  readonly faults = { share: 0 };
  private characters = 0;

  constructor(seed: number, names = ['a', 'b', 'c']) {
    this.random = new Random(seed);
    this.map = new KeptMap(randomDocument(this.random, 10));
    this.people = names.map((name) => new Person(name, this));
  }

  network(): Network {
    return new Network(this.map, this.clock, this.random, this.faults);
  }

  private freshCharacter(): string {
    this.characters += 1;
    // Of the first private plane: none of them occurs otherwise, and each is a pair of code units.
    return String.fromCodePoint(0xf0000 + this.characters);
  }

  write(person: Person): void {
    const texts = this.texts(person.document);
    const [part, id, field] = this.random.pick(texts);
    const before = [...textIn(person.document, part, id, field)];
    const at = this.random.below(before.length + 1);
    const taken = this.random.chance(0.3) ? this.random.below(Math.min(4, before.length - at + 1)) : 0;
    const typed = Array.from({ length: this.random.below(4) }, () => this.freshCharacter());
    for (const character of typed) this.written.by.set(character, person.name);
    const after = [...before.slice(0, at), ...typed, ...before.slice(at + taken)];
    this.take(person, before.slice(at, at + taken));
    person.session.change([{ op: 'edit', in: part, id, field, edit: editBetween(before.join(''), after.join('')) }], this.random.chance(0.5) ? `${id}.${field}` : null);
  }

  private take(person: Person, taken: readonly string[]): void {
    for (const character of taken) {
      const by = this.written.takenBy.get(character) ?? new Set();
      this.written.takenBy.set(character, by.add(person.name));
    }
  }

  texts(document: MapDocument): [Operation['in'], string, string][] {
    const texts: [Operation['in'], string, string][] = [['about', 'about', 'title']];
    for (const part of collections) {
      for (const id of Object.keys(document[part])) {
        for (const [name, field] of fieldsIn(part)) if (field.type === 'text') texts.push([part, id, name]);
      }
    }
    return texts.slice(0, 8);
  }

  /** Something random that a person does; with `undo` also taking back. */
  act(person: Person, undo: boolean): void {
    if (person.session.snapshot().phase !== 'ready') return;
    if (this.random.chance(0.5)) return this.write(person);
    if (undo && this.random.chance(0.3)) return this.takeBack(person);
    const operations = randomOperations(this.random, person.document, 1 + this.random.below(3), { text: 0, set: 4, add: 2, remove: 1, restore: 1 });
    person.session.change(operations);
  }

  takeBack(person: Person): void {
    const before = charactersOf(person.document);
    if (this.random.chance(0.7)) person.session.undo();
    else person.session.redo();
    const after = charactersOf(person.document);
    this.take(person, [...before.keys()].filter((character) => !after.has(character)));
  }

  /** Rounds of acting while the network fails, goes away and comes back, and tabs are opened anew. */
  async live(rounds: number, { share = 0.15, reloads = true, undo = true } = {}): Promise<void> {
    await this.clock.advance(2_000);
    this.faults.share = share;
    for (let round = 0; round < rounds; round += 1) {
      for (const person of this.people) {
        if (this.random.chance(0.6)) this.act(person, undo);
        if (this.random.chance(0.04)) person.network.offline = true;
        else if (person.network.offline && this.random.chance(0.12)) person.network.reconnect();
        if (reloads && this.random.chance(0.03)) person.reload();
      }
      await this.clock.advance(this.random.below(700));
    }
  }

  /** The network is well again, and everything that waits arrives. */
  async settle(): Promise<void> {
    this.faults.share = 0;
    for (const person of this.people) person.network.reconnect();
    await this.clock.advance(200_000);
    for (const person of this.people) person.network.reconnect();
    await this.clock.advance(20_000);
  }
}

/** How often each of the characters that were written stands in the document, removed things too. */
export function charactersOf(document: MapDocument): Map<string, number> {
  const counts = new Map<string, number>();
  const things: Thing[] = [document.about as Thing, ...collections.flatMap((part) => Object.values(document[part]) as Thing[])];
  for (const thing of things) {
    for (const value of Object.values(thing)) {
      if (typeof value !== 'string') continue;
      for (const character of value) if ((character.codePointAt(0) ?? 0) > 0xf0000) counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }
  return counts;
}
