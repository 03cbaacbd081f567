import type { MapComment } from '../../../../api';

/** What was said about one thing, and what was replied. */
export interface Thread {
  first: MapComment;
  replies: MapComment[];
  /** When something was last said in it. */
  latest: string;
}

export const threadFilters = ['open', 'mine', 'resolved'] as const;
export type ThreadFilter = (typeof threadFilters)[number];

const byTime = (a: string, b: string) => Date.parse(a) - Date.parse(b);

/** Threads, the one in which something was said last first; a reply whose thread is gone stands nowhere. */
export function threadsOf(comments: readonly MapComment[]): Thread[] {
  const threads = new Map<string, Thread>();
  for (const comment of comments) if (comment.parent === null) threads.set(comment.id, { first: comment, replies: [], latest: comment.created_at });
  for (const comment of comments) {
    const thread = comment.parent === null ? undefined : threads.get(comment.parent);
    if (!thread) continue;
    thread.replies.push(comment);
    if (byTime(thread.latest, comment.created_at) < 0) thread.latest = comment.created_at;
  }
  return [...threads.values()].sort((a, b) => byTime(b.latest, a.latest));
}

const saidIn = ({ first, replies }: Thread) => [first, ...replies];

/** Open ones; resolved ones; or open ones that somebody began, answered or is mentioned in. */
export function isOf(thread: Thread, filter: ThreadFilter, me: string): boolean {
  const isResolved = thread.first.resolved_at !== null;
  if (filter === 'resolved') return isResolved;
  return !isResolved && (filter === 'open' || saidIn(thread).some(({ by, mentions }) => by.id === me || mentions.includes(me)));
}

/** How many open threads there are at each thing, by its id. */
export function openAt(threads: readonly Thread[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { first } of threads) if (first.resolved_at === null) counts.set(first.thing, (counts.get(first.thing) ?? 0) + 1);
  return counts;
}

/** Whether others said something in it after a moment. */
export function hasNew(thread: Thread, me: string, since: string | null): boolean {
  return since !== null && saidIn(thread).some(({ by, created_at }) => by.id !== me && byTime(created_at, since) > 0);
}

/** The thread in which a comment stands. */
export function threadWith(threads: readonly Thread[], comment: string | undefined): Thread | undefined {
  return comment === undefined ? undefined : threads.find((thread) => saidIn(thread).some(({ id }) => id === comment));
}
