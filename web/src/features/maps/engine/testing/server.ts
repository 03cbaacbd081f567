import { leading } from '../diff';
import type { MapDocument } from '../fields';
import { apply, Refused, type Operation } from '../operations';
import type { Change, Sent } from '../transport';

/** Keeps one map as the server does: every change once, in one order. */
export class KeptMap {
  readonly log: Change[] = [];
  private readonly applied = new Map<string, Map<number, number>>();
  private readonly watchers = new Set<(change: Change) => void>();

  private readonly begun: MapDocument;

  constructor(public document: MapDocument, private readonly first = 1) {
    this.begun = document;
  }

  get revision(): number {
    return this.first + this.log.length;
  }

  changes(after: number): Change[] {
    return this.log.filter(({ revision }) => revision > after);
  }

  watch(watcher: (change: Change) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  send({ client, number, base, operations }: { client: string; number: number; base: number; operations: Operation[] }, by: Change['by'] = null): Sent {
    const known = this.applied.get(client)?.get(number);
    if (known !== undefined) return { kind: 'done', revision: known };
    if (base !== this.revision) return { kind: 'conflict', revision: this.revision, changes: this.changes(base) };
    try {
      this.document = apply(this.document, operations);
    } catch (error) {
      if (error instanceof Refused) return { kind: 'refused', place: error.place, why: error.message };
      throw error;
    }
    const change = { revision: this.revision + 1, at: '2026-11-23T12:00:00Z', by, client, number, operations: structuredClone(operations) };
    this.log.push(change);
    if (!this.applied.has(client)) this.applied.set(client, new Map());
    this.applied.get(client)?.set(number, change.revision);
    for (const watcher of this.watchers) watcher(change);
    return { kind: 'done', revision: change.revision };
  }

  /** The map as it was at a revision. */
  at(revision: number): MapDocument {
    return this.log.filter((change) => change.revision <= revision).reduce((document, { operations }) => apply(document, operations), this.begun);
  }

  restore({ client, number, revision }: { client: string; number: number; revision: number }, by: Change['by'] = null): void {
    const operations = leading(this.document, this.at(revision));
    if (operations.length > 0) this.send({ client, number, base: this.revision, operations }, by);
  }
}
