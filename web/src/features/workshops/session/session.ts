import type { WorkshopState } from '../../../api';
import type { Problem } from '../../../api';
import type { Sending, Shelf } from './outbox';
import { foreseen, merged, type Change, type Command } from './state';

export type Link = 'opening' | 'open' | 'lost';

export interface Handlers {
  onHello: (revision: number) => void;
  onChange: (change: Change) => void;
  onPresent: (present: { guests: number; names?: string[] }) => void;
  onRemoved: () => void;
  onLink: (link: Link) => void;
}

export interface Transport<T extends WorkshopState> {
  open(): Promise<T>;
  /** The revision it made; throws a Problem. */
  send(sending: Sending): Promise<number>;
  listen(handlers: Handlers): () => void;
}

export interface View<T extends WorkshopState> {
  /** With everything this device has done; null while it is loading. */
  state: T | null;
  /** When the head came, by this device's clock. */
  receivedAt: number;
  link: Link;
  unsent: number;
  present: { guests: number; names?: string[] } | null;
  /** Why there is nothing to show, or no more of it. */
  problem: Problem | null;
  /** What the server did not take, with why. */
  refused: { problem: Problem; command: Command }[];
}

const retryMs = [500, 1_000, 2_000, 4_000, 8_000] as const;

/**
 * One page in a workshop: follows what happens, and sends what is done here, one after the other and again until it
 * has arrived. What is not sent yet is kept by the shelf.
 */
export class WorkshopSession<T extends WorkshopState> {
  private server: T | null = null;
  private sendings: (Sending & { until?: number })[] = [];
  private number = 0;
  private tries = 0;
  private sending = false;
  private opening = false;
  private again = false;
  private stopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();
  private stop: () => void = () => undefined;
  private view: View<T> = { state: null, receivedAt: 0, link: 'opening', unsent: 0, present: null, problem: null, refused: [] };

  constructor(
    private readonly transport: Transport<T>,
    private readonly shelf: Shelf,
    private readonly client: string,
    private readonly asProblem: (error: unknown) => Problem,
    private readonly now: () => number = Date.now,
  ) {}

  start(): void {
    this.stopped = false;
    this.sendings = this.shelf.left().filter((sending) => !this.sendings.some((own) => own.client === sending.client && own.number === sending.number)).concat(this.sendings);
    this.stop = this.transport.listen({
      onHello: (revision) => {
        if (this.server?.revision !== revision) void this.refresh();
      },
      onChange: (change) => this.changed(change),
      onPresent: (present) => this.show({ present }),
      onRemoved: () => void this.refresh(),
      onLink: (link) => {
        this.show({ link });
        if (link === 'open') this.wake();
      },
    });
    void this.refresh();
    this.wake();
  }

  end(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.stop();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): View<T> => this.view;

  /** Does something; it is shown at once and sent as soon as it can be. */
  do(command: Command): void {
    this.number += 1;
    this.sendings = [...this.sendings, { client: this.client, number: this.number, command }];
    this.keep();
    this.wake();
  }

  /** Everything anew. */
  async refresh(): Promise<void> {
    if (this.opening) {
      this.again = true;
      return;
    }
    this.opening = true;
    try {
      do {
        this.again = false;
        const state = await this.transport.open();
        if (!this.server || state.revision >= this.server.revision) this.server = state;
        this.show({ receivedAt: this.now(), problem: null });
      } while (this.again);
    } catch (error) {
      const problem = this.asProblem(error);
      if (problem.retryable) setTimeout(() => !this.stopped && void this.refresh(), retryMs[3]);
      // What is shown stays while the server is only away.
      if (!problem.retryable || !this.server) this.show({ problem });
    } finally {
      this.opening = false;
    }
    this.settle();
  }

  dismiss(at: number): void {
    this.show({ refused: this.view.refused.filter((_, index) => index !== at) });
  }

  private changed(change: Change): void {
    if (!this.server || change.revision <= this.server.revision) return;
    if (change.revision > this.server.revision + 1) return void this.refresh();
    this.server = merged(this.server, change);
    if (change.workshop) this.show({ receivedAt: this.now() });
    this.settle();
  }

  /** What has come back from the server need not be foreseen any more. */
  private settle(): void {
    const revision = this.server?.revision ?? 0;
    this.sendings = this.sendings.filter(({ until }) => until === undefined || until > revision);
    this.keep();
  }

  private keep(): void {
    const unsent = this.sendings.filter(({ until }) => until === undefined);
    this.shelf.keep(this.client, unsent.map(({ client, number, command }) => ({ client, number, command })));
    this.show({ unsent: unsent.length });
  }

  private wake(): void {
    clearTimeout(this.timer);
    if (!this.sending && !this.stopped) void this.send();
  }

  private async send(): Promise<void> {
    this.sending = true;
    try {
      for (;;) {
        const next = this.sendings.find(({ until }) => until === undefined);
        if (!next || this.stopped) break;
        const { client, number, command } = next;
        const is = (one: Sending) => one.client === client && one.number === number;
        try {
          const revision = await this.transport.send({ client, number, command });
          this.tries = 0;
          this.sendings = this.sendings.map((one) => (is(one) ? { ...one, until: revision } : one));
          this.settle();
        } catch (error) {
          const problem = this.asProblem(error);
          if (problem.retryable || problem.status === 401) {
            this.timer = setTimeout(() => this.wake(), retryMs[Math.min(this.tries, retryMs.length - 1)]);
            this.tries += 1;
            if (problem.status === 401) this.show({ problem });
            break;
          }
          this.sendings = this.sendings.filter((one) => !is(one));
          this.show({ refused: [...this.view.refused, { problem, command }] });
          this.keep();
        }
      }
    } finally {
      this.sending = false;
    }
  }

  private show(part: Partial<View<T>>): void {
    const state = this.server && foreseen(this.server, this.sendings.map(({ command }) => command));
    this.view = { ...this.view, ...part, state };
    for (const listener of this.listeners) listener();
  }
}
