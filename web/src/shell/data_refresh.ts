import type { Query, QueryClient } from '@tanstack/react-query';
import { dataKeys } from '../api';

/** What hurts is looked for in every touchpoint and segment, and no finding comes and goes in seconds. */
const frictionPauseMs = 15_000;
/** While events stream in, one question may keep the server busy for a tenth of the time. */
const restShare = 9;
const pauseMsMax = 120_000;

/** How long an answer stays as it is, however the data changes. */
export function pauseMs({ queryKey, state }: Pick<Query, 'queryKey' | 'state'>): number {
  if (queryKey[0] !== 'query' && queryKey[0] !== 'map_numbers') return 0;
  const { kind } = (queryKey[1] ?? {}) as { kind?: string };
  const answer = (state.data ?? {}) as { server_ms?: number | null };
  return Math.min(pauseMsMax, Math.max(kind === 'friction' ? frictionPauseMs : 0, restShare * (answer.server_ms ?? 0)));
}

/** Has what depends on the events asked for again when they change: at once, or after its pause. */
export class DataRefresh {
  private seen: number | undefined;
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly client: QueryClient) {}

  see(version: number): void {
    if (this.seen !== undefined && this.seen !== version) this.askAgain();
    this.seen = version;
  }

  stop(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
    this.seen = undefined;
  }

  private askAgain(): void {
    const predicate = ({ queryKey }: Query) => dataKeys.includes(queryKey[0] as string);
    for (const query of this.client.getQueryCache().findAll({ predicate })) {
      if (this.waiting.has(query.queryHash)) continue;
      const waitMs = query.state.dataUpdatedAt + pauseMs(query) - Date.now();
      if (waitMs <= 0) this.invalidate(query.queryHash);
      else this.waiting.set(query.queryHash, setTimeout(() => this.invalidate(query.queryHash), waitMs));
    }
  }

  private invalidate(hash: string): void {
    this.waiting.delete(hash);
    void this.client.invalidateQueries({ predicate: ({ queryHash }) => queryHash === hash });
  }
}
