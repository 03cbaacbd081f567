import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { get, post, put, remove, request } from './client';
import type {
  CustomerEvent,
  CustomerProfile,
  CustomerShape,
  CustomerSort,
  CustomerTimeline,
  CustomersFound,
  Import,
  ImportOrder,
  Mapping,
  Page,
  PropertyInfo,
  Question,
  SearchItem,
  Source,
  Status,
  TimelineAsk,
  Upload,
  ValueCount,
} from './types';

/** Everything whose answer depends on the events; refetched when the data version moves. */
export const dataKeys = [
  'query',
  'values',
  'properties',
  'customers',
  'customer',
  'sources',
  'catalogue',
  'segments',
  'segment',
  'segment_overlap',
  'segment_preview',
  'map_numbers',
];

const statusPollMs = 10_000;
/** While the server is away. */
const statusPollAwayMs = 3_000;
const pageSize = 50;
/** Between two looks at a list that is not all there yet. */
const readingPauseMs = 2_000;
/** All that a server gives at once; a company has a few dozen. */
const mostSources = 500;

export function useStatus() {
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => get<Status>('status', { signal }),
    refetchInterval: (query) => (query.state.status === 'error' ? statusPollAwayMs : statusPollMs),
    // Asked again soon enough by the interval; a retry would only be later in saying so.
    retry: false,
    networkMode: 'always',
  });
}

/** What a filter can be set to, most frequent first. */
export function useValues(property: string | null, search = '') {
  return useQuery({
    queryKey: ['values', property, search],
    enabled: property !== null,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await get<{ items: ValueCount[] }>('values', { search: { property, search }, signal })).items,
  });
}

export function useProperties() {
  return useQuery({
    queryKey: ['properties'],
    staleTime: 60_000,
    queryFn: async ({ signal }) =>
      (await get<{ items: PropertyInfo[] }>('properties', { signal })).items,
  });
}

export function useCustomers(search: string, sort: CustomerSort) {
  return useInfiniteQuery({
    queryKey: ['customers', search, sort],
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (last: CustomersFound) => last.next_cursor,
    // While customers are still being read, more of them come.
    refetchInterval: (query) => ((query.state.data?.pages[0]?.read ?? 1) < 1 ? readingPauseMs : false),
    queryFn: ({ pageParam, signal }) =>
      get<CustomersFound>('customers', {
        search: { search: search || null, sort, limit: pageSize, cursor: pageParam },
        signal,
      }),
  });
}

export function useCustomer(id: string) {
  return useQuery({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => get<CustomerProfile>(`customers/${encodeURIComponent(id)}`, { signal }),
  });
}

/** All events that satisfy the filters, without their properties. */
export function useCustomerTimeline(id: string, ask: TimelineAsk) {
  return useQuery<CustomerTimeline>({
    queryKey: ['customer', id, 'timeline', ask],
    // The list stays while another filter is asked for; another customer's never does.
    placeholderData: (before: CustomerTimeline | undefined, query) => (query?.queryKey[1] === id ? before : undefined),
    queryFn: ({ signal }) =>
      get<CustomerTimeline>(`customers/${encodeURIComponent(id)}/timeline`, { search: { ...ask }, signal }),
  });
}

/** These events with everything that is known about them. */
export async function customerEvents(id: string, ids: number[]): Promise<CustomerEvent[]> {
  const page = await get<Page<CustomerEvent>>(`customers/${encodeURIComponent(id)}/events`, {
    search: { ids: ids.join(',') },
  });
  return page.items;
}

/** The timeline in little; of a part of it when it is given. */
export function useCustomerShape(id: string, part: { from?: string; to?: string } = {}) {
  return useQuery<CustomerShape>({
    queryKey: ['customer', id, 'shape', part],
    placeholderData: (before: CustomerShape | undefined, query) => (query?.queryKey[1] === id ? before : undefined),
    queryFn: ({ signal }) =>
      get<CustomerShape>(`customers/${encodeURIComponent(id)}/shape`, { search: { ...part }, signal }),
  });
}

export function useSources() {
  return useQuery({
    queryKey: ['sources'],
    queryFn: async ({ signal }) => (await get<Page<Source>>('sources', { search: { limit: mostSources }, signal })).items,
  });
}

export function useImports() {
  return useQuery({
    queryKey: ['imports'],
    queryFn: async ({ signal }) => (await get<Page<Import>>('imports', { signal })).items,
  });
}

export async function previewUpload(upload: string, mapping: Mapping, signal?: AbortSignal) {
  return post<Upload>(`uploads/${upload}/preview`, mapping, { signal });
}

export function useStartImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: ImportOrder) => post<Import>('imports', order),
    onSuccess: () => client.invalidateQueries({ queryKey: ['imports'] }),
  });
}

/** Cancels a running import; takes the events of a finished one out again. */
export function useRemoveImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => remove<void>(`imports/${id}`),
    onSuccess: () =>
      Promise.all(
        ['imports', 'status', ...dataKeys].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
}

export function useQuestions() {
  return useQuery({
    queryKey: ['questions'],
    queryFn: async ({ signal }) => (await get<Page<Question>>('questions', { signal })).items,
  });
}

/** One saved question with the ETag that changing it needs. */
export function useQuestion(id: string | null) {
  return useQuery({
    queryKey: ['questions', id],
    enabled: id !== null,
    queryFn: async ({ signal }) => {
      const reply = await request<Question>('GET', `questions/${id}`, { signal });
      return { question: reply.body, etag: reply.etag ?? '' };
    },
  });
}

export type QuestionDraft = Pick<Question, 'name' | 'query' | 'view'>;

export function useSaveQuestion() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (save: { draft: QuestionDraft; existing?: { id: string; etag: string } }) =>
      save.existing
        ? put<Question>(`questions/${save.existing.id}`, save.draft, { ifMatch: save.existing.etag })
        : post<Question>('questions', save.draft),
    onSuccess: () => client.invalidateQueries({ queryKey: ['questions'] }),
  });
}

export function useRemoveQuestion() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (question: { id: string; etag: string }) =>
      remove<void>(`questions/${question.id}`, { ifMatch: question.etag }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['questions'] }),
  });
}

export function useSearchItems(text: string) {
  return useQuery({
    queryKey: ['search', text],
    enabled: text.trim().length > 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await get<{ items: SearchItem[] }>('search', { search: { q: text }, signal })).items,
  });
}
