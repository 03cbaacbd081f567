import { applyAndInvert, apply, applyWhatFits, invert, type Leftover, type Operation, Refused } from './operations';
import { emptyDocument, type MapDocument } from './fields';
import { changeLength, folded } from './fold';
import { History } from './history';
import { rebase, rebaseBoth } from './rebase';
import { Stopped, Unreachable, type Change, type Clock, type Kept, type Present, type Sent, type Snapshot, type Stop, type Storage, type Transport, type Whereabouts } from './transport';

/** What a screen shows of a session; a new object whenever anything in it changed. */
export interface SessionState {
  phase: 'loading' | 'ready' | Stop;
  /** With what was not sent yet. */
  document: MapDocument;
  revision: number;
  mayWrite: boolean;
  /** Whether the server could be reached the last time. */
  online: boolean;
  /** How many operations are not yet with the server. */
  unsaved: number;
  /** Whether this device keeps them should the page go away. */
  kept: boolean;
  canUndo: boolean;
  canRedo: boolean;
  /** What could not be kept, with the reason; nothing is dropped in silence. */
  refused: readonly Leftover[];
  present: readonly Present[];
}

export interface SessionParts {
  transport: Transport;
  storage: Storage;
  clock: Clock;
  /** Of this tab; a kept one goes on under its own. */
  client: string;
  kept?: Kept | null;
  /** The map as this device had it last, for when the server cannot be reached. */
  snapshot?: Snapshot | null;
  random?: () => number;
}

/** Typing rests for so long before it is sent. */
const pauseMs = 350;
/** Yet something is sent at least so often. */
const pauseMsMax = 2_000;
const retryMs = 1_000;
const retryMsMax = 30_000;
const tellMs = 120;
/** Folding looks at all that waits for each operation; what leads a large map back is sent as it is. */
const foldedMax = 400;

/** What is heard beside the changes: something was said, or the stream is there again and some may have been missed. */
export type Heard = { what: 'comment'; comment: unknown } | { what: 'hello' };

/**
 * One open map: what the server confirmed, one change on its way, and what was done since. Every change of this tab
 * ends up with the server exactly once, however the network behaves, and every change of others here.
 */
export class MapSession {
  private readonly parts: SessionParts;
  private readonly listeners = new Set<() => void>();
  private readonly watchers = new Set<(remote: readonly Operation[]) => void>();
  private readonly hearers = new Set<(heard: Heard) => void>();
  private readonly history = new History();
  /** The number of the change that leads back to an earlier revision, until it arrives. */
  private restoring: number | null = null;
  private confirmed: { document: MapDocument; revision: number } | null = null;
  private client: string;
  private number = 0;
  private inFlight: Kept['inFlight'] = null;
  private pending: Operation[] = [];
  private sending = false;
  private fetching = false;
  private behind = false;
  private waitsSince: number | null = null;
  private restUntil = 0;
  private snapshotRevision = -1;
  private failures = 0;
  private cancelFlush: (() => void) | null = null;
  private cancelTell: (() => void) | null = null;
  private stopListening: (() => void) | null = null;
  private whereabouts: Whereabouts | null = null;
  private closed = false;
  private state: SessionState = {
    phase: 'loading', document: emptyDocument(), revision: 0, mayWrite: true, online: true, unsaved: 0, kept: true, canUndo: false, canRedo: false,
    refused: [], present: [],
  };

  constructor(parts: SessionParts) {
    this.parts = parts;
    this.client = parts.kept?.client ?? parts.client;
    if (parts.kept) {
      this.number = parts.kept.number;
      this.inFlight = parts.kept.inFlight;
      this.pending = parts.kept.pending;
    }
  }

  get clientId(): string {
    return this.client;
  }

  readonly snapshot = (): SessionState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Hears what others changed, as operations for the document as it is shown. */
  watch(watcher: (remote: readonly Operation[]) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Hears what is said about the map, and when some of it may have been missed. */
  hear(hearer: (heard: Heard) => void): () => void {
    this.hearers.add(hearer);
    return () => this.hearers.delete(hearer);
  }

  start(): void {
    this.stopListening = this.parts.transport.listen({
      onHello: (revision, present) => {
        this.failures = 0;
        this.put({ online: true, present: present.filter(({ client }) => client !== this.client) });
        if (this.whereabouts) this.parts.transport.tell(this.client, this.whereabouts);
        if (this.confirmed && revision > this.confirmed.revision) void this.catchUp();
        this.hurry();
        this.sayHeard({ what: 'hello' });
      },
      onComment: (comment) => this.sayHeard({ what: 'comment', comment }),
      onChange: (change) => this.receive([change]),
      onPresence: (present) => this.seePresence(present),
      onLink: (open) => {
        if (open) this.hurry();
        else this.put({ online: false });
      },
    });
    void this.load();
  }

  /** Stops everything; what is not sent stays kept on this device. */
  close(): void {
    if (this.closed) return;
    this.keep();
    this.closed = true;
    this.cancelFlush?.();
    this.cancelTell?.();
    this.stopListening?.();
  }

  /** Changes the document as shown. Throws Refused where it cannot be done; then nothing is. */
  change(operations: readonly Operation[], key: string | null = null): void {
    if (operations.length === 0) return;
    const inverse = this.perform(operations, key !== null);
    this.history.record(inverse, key, this.parts.clock.now());
    this.put({});
  }

  undo(): void {
    const back = this.history.nextUndo();
    if (back) this.history.undid(this.perform(this.fitting(back), false));
    this.put({});
  }

  redo(): void {
    const again = this.history.nextRedo();
    if (again) this.history.redid(this.perform(this.fitting(again), false));
    this.put({});
  }

  /** Says where this person is, to others. */
  tell(at: Whereabouts | null): void {
    this.whereabouts = at;
    this.cancelTell ??= this.parts.clock.after(tellMs, () => {
      this.cancelTell = null;
      this.parts.transport.tell(this.client, this.whereabouts);
    });
  }

  /** Sends what waits without waiting longer: the network may be back, or the page is about to go. */
  hurry(): void {
    this.restUntil = 0;
    this.schedule(0);
  }

  /** Says at once that this person has left; when the page is there again they are too. */
  leave(): void {
    this.cancelTell?.();
    this.cancelTell = null;
    this.parts.transport.tell(this.client, null);
  }

  /** Says again where this person is: the server forgets who is silent. */
  stillHere(): void {
    if (this.whereabouts && !this.closed && this.state.online) this.parts.transport.tell(this.client, this.whereabouts);
  }

  /**
   * Leads the map back to an earlier revision by one change, which can be taken back like any other. Only while
   * nothing waits to be sent. Rejects with Unreachable or Stopped; then nothing was changed, or it was and arrives.
   */
  async restore(revision: number): Promise<void> {
    if (!this.confirmed || this.unconfirmed.length > 0 || this.state.phase !== 'ready') throw new Unreachable('Something waits to be saved.');
    this.number += 1;
    this.restoring = this.number;
    await this.parts.transport.restore({ client: this.client, number: this.number, revision });
    // It comes with the stream; where that is just lost, it is asked for.
    if (!this.closed) void this.catchUp();
  }

  forgetRefused(): void {
    this.put({ refused: [] });
  }

  private fitting(operations: readonly Operation[]): Operation[] {
    return applyWhatFits(this.state.document, operations).taken;
  }

  private perform(operations: readonly Operation[], typing: boolean): Operation[] {
    const { document, inverse } = applyAndInvert(this.state.document, operations);
    this.pending =
      operations.length > foldedMax ? [...this.pending, ...operations] : operations.reduce<Operation[]>((list, operation) => folded(list, operation), this.pending);
    this.state = { ...this.state, document };
    this.keep();
    const now = this.parts.clock.now();
    this.waitsSince ??= now;
    this.restUntil = typing ? Math.min(now + pauseMs, this.waitsSince + pauseMsMax) : now;
    this.schedule(Math.max(0, this.restUntil - now));
    return inverse;
  }

  private async load(): Promise<void> {
    try {
      const { document, revision, mayWrite } = await this.parts.transport.open();
      if (this.closed || this.confirmed) return;
      const { kept } = this.parts;
      if (kept && (kept.inFlight || kept.pending.length > 0) && kept.base < revision) await this.mergeKept(kept.base, revision);
      if (this.closed) return;
      this.confirmed = { document, revision };
      this.failures = 0;
      this.put({ phase: 'ready', mayWrite, online: true, ...this.recomputed() });
      this.schedule(0);
      if (this.behind) void this.catchUp();
    } catch (error) {
      if (this.stopped(error) || this.closed) return;
      this.put({ online: false });
      if (this.openOffline()) return this.schedule(this.backoff());
      this.cancelFlush = this.parts.clock.after(this.backoff(), () => void this.load());
    }
  }

  /** Goes on with the map as this device has it, where what is kept was made for that revision. */
  private openOffline(): boolean {
    const { snapshot, kept } = this.parts;
    if (!snapshot || (kept && kept.base !== snapshot.revision)) return false;
    this.confirmed = { ...snapshot };
    this.behind = true;
    this.put({ phase: 'ready', ...this.recomputed() });
    return true;
  }

  /** Carries what this device kept over everything that was applied since. */
  private async mergeKept(base: number, revision: number): Promise<void> {
    const changes = await this.parts.transport.changes(base);
    for (const change of changes) {
      if (change.revision <= revision) this.carryOver(change);
    }
  }

  /** Rebases what is not confirmed over one more change, which may be our own. What it means for the shown document. */
  private carryOver(change: Change): Operation[] {
    if (change.client === this.client && change.number === this.inFlight?.number) {
      this.inFlight = null;
      return [];
    }
    const sent = rebaseBoth(this.inFlight?.operations ?? [], change.operations);
    if (this.inFlight) this.inFlight = { ...this.inFlight, operations: sent.second };
    const rest = rebaseBoth(this.pending, sent.first);
    this.pending = rest.second;
    return rest.first;
  }

  private get unconfirmed(): Operation[] {
    return [...(this.inFlight?.operations ?? []), ...this.pending];
  }

  private recomputed(): Pick<SessionState, 'document' | 'refused'> {
    const { document } = this.confirmed as { document: MapDocument };
    const unconfirmed = this.unconfirmed;
    if (unconfirmed.length === 0) return { document, refused: this.state.refused };
    const fits = applyWhatFits(document, unconfirmed);
    if (fits.refused.length === 0) return { document: fits.document, refused: this.state.refused };
    const dropped = new Set(fits.refused.map(({ operation }) => operation));
    this.pending = this.pending.filter((operation) => !dropped.has(operation));
    if (this.inFlight) this.inFlight = { ...this.inFlight, operations: this.inFlight.operations.filter((operation) => !dropped.has(operation)) };
    this.history.forget();
    return { document: fits.document, refused: [...this.state.refused, ...fits.refused] };
  }

  private receive(changes: readonly Change[]): void {
    const next = this.confirmed;
    if (!next || this.closed) {
      this.behind = true;
      return;
    }
    const seen: Operation[] = [];
    let own = 0;
    let arrived = 0;
    for (const change of changes) {
      if (change.revision <= next.revision) continue;
      if (change.revision > next.revision + 1) {
        void this.catchUp();
        break;
      }
      const before = this.inFlight;
      const shown = this.carryOver(change);
      if (before && !this.inFlight) own += 1;
      else {
        this.history.carry(shown);
        seen.push(...shown);
        if (change.client === this.client && change.number === this.restoring) {
          this.restoring = null;
          this.history.record(rebase(invert(next.document, change.operations), this.unconfirmed), null, this.parts.clock.now());
        }
      }
      next.document = apply(next.document, change.operations);
      next.revision = change.revision;
      arrived += 1;
    }
    if (arrived === 0) return;
    this.keep();
    this.put(own === arrived ? {} : this.recomputed());
    if (seen.length > 0) for (const watcher of this.watchers) watcher(seen);
    if (own > 0) this.schedule(0);
  }

  /** Asks for the changes that were missed; one question at a time. */
  private async catchUp(): Promise<void> {
    this.behind = true;
    if (this.fetching || !this.confirmed) return;
    this.fetching = true;
    try {
      while (this.behind && !this.closed) {
        this.behind = false;
        const { revision } = this.confirmed;
        const changes = await this.parts.transport.changes(revision);
        this.receive(changes);
        if (this.behind && this.confirmed.revision === revision) throw new Unreachable('The changes in between did not come.');
      }
      this.failures = 0;
      this.put({ online: true });
    } catch (error) {
      this.behind = true;
      if (this.stopped(error)) return;
      this.put({ online: false });
    } finally {
      this.fetching = false;
    }
    if (!this.closed) this.schedule(this.behind ? this.backoff() : 0);
  }

  private backoff(): number {
    const ms = Math.min(retryMsMax, retryMs * 2 ** this.failures);
    this.failures = Math.min(this.failures + 1, 10);
    return ms * (0.75 + 0.5 * (this.parts.random ?? Math.random)());
  }

  private schedule(ms: number): void {
    if (this.closed || !this.confirmed) return;
    this.cancelFlush?.();
    this.cancelFlush = this.parts.clock.after(ms, () => void this.flush());
  }

  private async flush(): Promise<void> {
    if (this.closed || this.sending || this.fetching || !this.confirmed || this.state.phase !== 'ready') return;
    if (this.behind) return this.catchUp();
    if (this.inFlight?.operations.length === 0) this.inFlight = null;
    if (!this.inFlight) {
      if (this.pending.length === 0) return;
      const rest = this.restUntil - this.parts.clock.now();
      if (rest > 0) return this.schedule(rest);
      const length = changeLength(this.pending);
      this.number += 1;
      this.inFlight = { number: this.number, operations: this.pending.slice(0, length) };
      this.pending = this.pending.slice(length);
      this.waitsSince = null;
    }
    this.keep();
    this.sending = true;
    this.put({});
    const { number, operations } = this.inFlight;
    let sent: Sent;
    try {
      sent = await this.parts.transport.send({ client: this.client, number, base: this.confirmed.revision, operations });
    } finally {
      this.sending = false;
    }
    if (!this.closed) this.answered(number, operations, sent);
  }

  private answered(number: number, operations: Operation[], sent: Sent): void {
    const { confirmed } = this;
    if (!confirmed) return;
    if (sent.kind === 'lost') {
      this.put({ online: false });
      return this.schedule(this.backoff());
    }
    this.failures = 0;
    if (sent.kind === 'stopped') return this.put({ phase: sent.why, mayWrite: false });
    this.put({ online: true });
    if (sent.kind === 'refused') this.refuse(sent);
    else if (sent.kind === 'conflict') {
      this.receive(sent.changes);
      if (sent.revision > confirmed.revision) return void this.catchUp();
    } else if (sent.revision === confirmed.revision + 1 && this.inFlight?.number === number) {
      this.receive([{ revision: sent.revision, at: '', by: null, client: this.client, number, operations }]);
    } else if (sent.revision > confirmed.revision) return void this.catchUp();
    this.schedule(0);
  }

  /** Takes out what the server does not take, and what cannot be without it; all else goes on. */
  private refuse({ place, why }: { place: string | null; why: string }): void {
    if (!this.inFlight) return;
    const index = Number(/^operations\[(\d+)\]/.exec(place ?? '')?.[1] ?? -1);
    const isOut = (at: number) => index < 0 || at === index;
    const out = this.inFlight.operations.filter((_, at) => isOut(at));
    this.inFlight = { ...this.inFlight, operations: this.inFlight.operations.filter((_, at) => !isOut(at)) };
    this.history.forget();
    const refused = [...this.state.refused, ...out.map((operation) => ({ operation, why: new Refused(place ?? '', why) }))];
    this.state = { ...this.state, refused };
    this.put(this.recomputed());
    this.keep();
  }

  private stopped(error: unknown): boolean {
    if (!(error instanceof Stopped)) return false;
    this.put({ phase: error.why, mayWrite: false });
    return true;
  }

  private seePresence(present: Present): void {
    if (present.client === this.client) return;
    const before = this.state.present;
    if (present.at === null) return this.put({ present: before.filter(({ client }) => client !== present.client) });
    // Who moves keeps their place in the row.
    const isKnown = before.some(({ client }) => client === present.client);
    this.put({ present: isKnown ? before.map((one) => (one.client === present.client ? present : one)) : [...before, present] });
  }

  private sayHeard(heard: Heard): void {
    if (this.closed) return;
    for (const hearer of this.hearers) hearer(heard);
  }

  private keep(): void {
    if (this.closed || (!this.confirmed && !this.parts.kept)) return;
    const nothing = !this.inFlight && this.pending.length === 0;
    const base = this.confirmed?.revision ?? this.parts.kept?.base ?? 0;
    const kept = this.parts.storage.keep(nothing ? null : { client: this.client, number: this.number, base, inFlight: this.inFlight, pending: this.pending });
    if (kept !== this.state.kept) this.put({ kept });
  }

  private put(part: Partial<SessionState>): void {
    if (this.closed) return;
    const { canUndo, canRedo } = this.history;
    const revision = this.confirmed?.revision ?? this.state.revision;
    this.state = { ...this.state, ...part, canUndo, canRedo, revision, unsaved: this.unconfirmed.length };
    if (!this.state.online && this.confirmed && this.snapshotRevision !== revision) {
      this.snapshotRevision = revision;
      this.parts.storage.keepSnapshot({ ...this.confirmed });
    }
    for (const listener of this.listeners) listener();
  }
}
