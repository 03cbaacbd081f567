import type { MapDocument } from './fields';
import type { Operation } from './operations';

export interface Change {
  revision: number;
  at: string;
  by: { id: string; name: string } | null;
  client: string;
  number: number;
  operations: Operation[];
}

/** Where somebody is on the map: the ids of what they have selected, and whether they write there. */
export interface Whereabouts {
  lane?: string;
  step?: string;
  id?: string;
  writing?: boolean;
}

export interface Present {
  client: string;
  user: { id: string; name: string };
  /** null: left. */
  at: Whereabouts | null;
}

export interface Opened {
  document: MapDocument;
  revision: number;
  mayWrite: boolean;
}

/** Why no change can be sent any more. */
export type Stop = 'forbidden' | 'gone' | 'signed_out';

export type Sent =
  | { kind: 'done'; revision: number }
  | { kind: 'conflict'; revision: number; changes: Change[] }
  /** The server does not take it; `place` says which operation: "operations[1].id". */
  | { kind: 'refused'; place: string | null; why: string }
  /** No answer, or one that means that the same may work later: whether it was applied is not known. */
  | { kind: 'lost' }
  | { kind: 'stopped'; why: Stop };

export interface LiveHandlers {
  onHello: (revision: number, present: Present[]) => void;
  onChange: (change: Change) => void;
  onPresence: (present: Present) => void;
  /** Something was said about the map, changed or taken back; its shape is the API's. */
  onComment?: (comment: unknown) => void;
  onLink: (open: boolean) => void;
}

/** How a session reaches the server. What cannot be reached rejects with Unreachable, what stops it with Stopped. */
export interface Transport {
  open(): Promise<Opened>;
  changes(after: number): Promise<Change[]>;
  send(change: { client: string; number: number; base: number; operations: Operation[] }): Promise<Sent>;
  listen(handlers: LiveHandlers): () => void;
  tell(client: string, at: Whereabouts | null): void;
  /** Leads the map back to a revision by one change under this number; asked twice, it is made once. */
  restore(change: { client: string; number: number; revision: number }): Promise<void>;
}

export class Unreachable extends Error {}

export class Stopped extends Error {
  constructor(readonly why: Stop) {
    super(why);
  }
}

/** What is kept on this device until the server has it. */
export interface Kept {
  client: string;
  /** The highest number used so far. */
  number: number;
  /** The revision that the operations were made for. */
  base: number;
  inFlight: { number: number; operations: Operation[] } | null;
  pending: Operation[];
}

export interface Storage {
  /** Keeps it at once; null: nothing is left to keep. Answers whether it could. */
  keep(kept: Kept | null): boolean;
  /** Keeps the map as the server last had it, so that it can be opened without the server. */
  keepSnapshot(snapshot: Snapshot): void;
}

export interface Snapshot {
  document: MapDocument;
  revision: number;
}

/** Time as a session knows it; a simulation has its own. */
export interface Clock {
  now(): number;
  after(ms: number, run: () => void): () => void;
}
