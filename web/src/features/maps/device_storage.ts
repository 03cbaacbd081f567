import type { Kept, Snapshot, Storage } from './engine/transport';

/** What a tab keeps of one map until the server has it. */
interface Record {
  kept: Kept;
  /** The tab that looks after it, and when it last said so. */
  owner: string;
  seenAt: number;
}

/** A tab that has said nothing for so long is gone, and what it kept may be taken over. */
export const ownerGoneMs = 20_000;
const prefix = 'wend.map.';

const recordKey = (map: string, client: string) => `${prefix}${map}.${client}`;
const snapshotKey = (map: string) => `${prefix}${map}.snapshot`;
const tabKey = (map: string) => `${prefix}tab.${map}`;

function readJson<T>(text: string | null): T | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}

function isKept(kept: unknown): kept is Kept {
  const { client, number, base, pending } = (kept ?? {}) as Partial<Kept>;
  return typeof client === 'string' && typeof number === 'number' && typeof base === 'number' && Array.isArray(pending);
}

/**
 * Keeps what is not sent in the local storage of the browser, which writes at once: a tab that crashes has lost
 * nothing. `tab` remembers over a reload which record is its own; a copy of a tab gets none, as it is only written
 * when the page goes.
 */
export class DeviceStorage {
  constructor(
    private readonly map: string,
    private readonly owner: string,
    private readonly local: globalThis.Storage = window.localStorage,
    private readonly tab: globalThis.Storage = window.sessionStorage,
    private readonly now: () => number = Date.now,
  ) {}

  /** What this tab kept before it was loaded anew, and what tabs that are gone left: both are now this tab's. */
  claim(): Kept[] {
    const own = this.tab.getItem(tabKey(this.map));
    this.tab.removeItem(tabKey(this.map));
    const claimed: Kept[] = [];
    for (const key of this.keys()) {
      const record = readJson<Record>(this.local.getItem(key));
      if (!record || !isKept(record.kept)) continue;
      const isOwn = record.kept.client === own;
      if (!isOwn && this.now() - record.seenAt < ownerGoneMs) continue;
      this.write(record.kept);
      if (isOwn) claimed.unshift(record.kept);
      else claimed.push(record.kept);
    }
    return claimed;
  }

  /** For a session under this client. */
  of(client: string): Storage {
    return {
      keep: (kept) => {
        if (kept) return this.write(kept);
        this.local.removeItem(recordKey(this.map, client));
        return true;
      },
      keepSnapshot: (snapshot) => this.keepSnapshot(snapshot),
    };
  }

  /** Says that this tab still looks after what it keeps. */
  stillHere(client: string): void {
    const record = readJson<Record>(this.local.getItem(recordKey(this.map, client)));
    if (record) this.write(record.kept);
  }

  /** The page goes: when it is loaded again it finds its own. */
  leave(client: string): void {
    this.tab.setItem(tabKey(this.map), client);
  }

  snapshot(): Snapshot | null {
    return readJson<Snapshot>(this.local.getItem(snapshotKey(this.map)));
  }

  private keys(): string[] {
    const start = `${prefix}${this.map}.`;
    return Array.from({ length: this.local.length }, (_, at) => this.local.key(at) ?? '').filter((key) => key.startsWith(start) && key !== snapshotKey(this.map));
  }

  private write(kept: Kept): boolean {
    const record: Record = { kept, owner: this.owner, seenAt: this.now() };
    try {
      this.local.setItem(recordKey(this.map, kept.client), JSON.stringify(record));
      return true;
    } catch {
      // Full: snapshots of maps are the first to go.
      this.local.removeItem(snapshotKey(this.map));
      try {
        this.local.setItem(recordKey(this.map, kept.client), JSON.stringify(record));
        return true;
      } catch {
        return false;
      }
    }
  }

  private keepSnapshot(snapshot: Snapshot): void {
    try {
      this.local.setItem(snapshotKey(this.map), JSON.stringify(snapshot));
    } catch {
      this.local.removeItem(snapshotKey(this.map));
    }
  }
}
