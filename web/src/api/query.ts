import {
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import { get, request } from './client';
import type { PeopleClause, QueryDocument } from './query_types';
import type { Answer, PeopleAnswer } from './result_types';

/** An answer with how it was fetched. */
export interface TimedAnswer<D extends QueryDocument> extends Answer<D> {
  etag: string | null;
  server_ms: number | null;
}

/** Wide enough for one screen of the side panel; the rest follows by cursor. */
const peoplePageSize = 50;

export async function runQuery<D extends QueryDocument>(
  document: D,
  earlier?: TimedAnswer<D>,
  signal?: AbortSignal,
): Promise<TimedAnswer<D>> {
  const reply = await request<Answer<D>>('POST', 'query', {
    body: document,
    ifNoneMatch: earlier?.etag,
    signal,
  });
  if (reply.notModified && earlier) return earlier;
  return { ...reply.body, etag: reply.etag, server_ms: reply.serverMs };
}

export function docQuery<D extends QueryDocument>(client: QueryClient, document: D) {
  const queryKey = ['query', document] as const;
  return queryOptions({
    queryKey,
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      runQuery(document, client.getQueryData<TimedAnswer<D>>(queryKey), signal),
  });
}

export interface QueryDocOptions {
  enabled?: boolean;
  /** Shows the last answer while the next one is on its way, so that nothing jumps. */
  keepPrevious?: boolean;
}

/** The answer to a query document; null asks nothing. */
export function useQueryDoc<D extends QueryDocument>(
  document: D | null,
  { enabled = true, keepPrevious = true }: QueryDocOptions = {},
) {
  const client = useQueryClient();
  return useQuery({
    ...docQuery(client, document as D),
    enabled: enabled && document !== null,
    placeholderData: keepPrevious ? keepPreviousData : undefined,
  });
}

/** The kinds of question this server answers, as its schema lists them. */
export function useKnownKinds(): ReadonlySet<string> | null {
  const schema = useQuery({
    queryKey: ['query_schema'],
    staleTime: Infinity,
    queryFn: async ({ signal }) =>
      (await get<{ oneOf?: { $ref?: string }[] }>('query/schema', { signal })).oneOf?.map(
        ({ $ref }) => $ref?.replace('#/$defs/', '') ?? '',
      ) ?? [],
  });
  return useMemo(() => (schema.data ? new Set(schema.data) : null), [schema.data]);
}

export async function fetchPeople(
  document: QueryDocument,
  people: PeopleClause,
  signal?: AbortSignal,
): Promise<PeopleAnswer> {
  const body = { ...document, people };
  return (await request<PeopleAnswer>('POST', 'query', { body, signal })).body;
}

/** The people behind one number, page by page. */
export function usePeople(document: QueryDocument | null, ref: string | null) {
  return useInfiniteQuery({
    queryKey: ['query', document, 'people', ref],
    enabled: document !== null && ref !== null,
    staleTime: 60_000,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: PeopleAnswer) => last.next_cursor ?? undefined,
    queryFn: ({ pageParam, signal }) =>
      fetchPeople(
        document as QueryDocument,
        { of: ref as string, limit: peoplePageSize, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      ),
  });
}
