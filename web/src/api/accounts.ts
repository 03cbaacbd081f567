import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, request } from './client';
import type { CustomerEvent, Page, Traits } from './types';

export type AccountSort = 'last_seen' | 'members' | 'events' | 'value' | 'name';
/** What makes somebody a member. */
export type MemberSource = 'group' | 'event' | 'import' | 'rule' | 'hand';
export type MemberDecision = 'in' | 'out' | 'none';

interface AccountFigures {
  id: string;
  type: string;
  key: string;
  name: string;
  members: number;
  active_7_days: number;
  active_30_days: number;
  events: number;
  sessions: number;
  first_seen: string | null;
  last_seen: string | null;
  value: number | null;
}

export interface Account extends AccountFigures {
  traits: Traits;
}

export interface AccountTrait {
  trait: string;
  changes: number;
  values: { value: unknown; since: string; source: string | null }[];
}

export interface AccountProfile extends AccountFigures {
  traits: AccountTrait[];
  top_events: { event: string; events: number; customers: number }[];
  segments: { segment: { id: string; name: string }; members: number }[];
  member_sources: { source: MemberSource; members: number }[];
}

export interface CustomerName {
  id: string;
  name: string | null;
  label: string;
}

export interface AccountMember extends CustomerName {
  sources: MemberSource[];
  named_first: string | null;
  named_last: string | null;
  events: number;
  last_seen: string;
}

export type AccountEvent = Omit<CustomerEvent, 'received_at' | 'session' | 'identity' | 'import'> & { customer: CustomerName };

export interface AccountDecision {
  customer: CustomerName | null;
  decision: MemberDecision;
  at: string;
  actor: string;
}

export interface AccountOfCustomer {
  id: string;
  type: string;
  key: string;
  name: string;
  members: number;
  sources: MemberSource[];
  named_first: string | null;
  named_last: string | null;
}

export interface AccountRules {
  domain_rule: boolean;
  free_mail: string[];
  not_free_mail: string[];
  excluded: string[];
  domains: { domain: string; account: string }[];
  domain_traits: string[];
}

export interface AccountRulesPreview {
  accounts: number;
  new_accounts: number;
  members_by_rule: number;
  free_mail: number;
  largest: { id: string; key: string; name: string; members: number; new: boolean }[];
}

export interface AccountsAsk {
  search: string;
  type: string | null;
  sort: AccountSort;
}

type AccountsPage = Page<Account> & { total: number;
  types: { type: string; accounts: number }[];
  /** All there are, the most common first. */
  traits: { trait: string; accounts: number }[];
};

const pageSize = 50;
const of = (id: string) => `accounts/${encodeURIComponent(id)}`;

export function useAccounts({ search, type, sort }: AccountsAsk) {
  return useInfiniteQuery({
    queryKey: ['accounts', search, type, sort],
    initialPageParam: null as string | null,
    getNextPageParam: (last: AccountsPage) => last.next_cursor,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      get<AccountsPage>('accounts', { search: { search: search || null, type, sort, cursor: pageParam, limit: pageSize }, signal }),
  });
}

/** How many accounts there are, and the traits that they have. */
export function useAccountsKnown(enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['accounts', 'known'],
    staleTime: 60_000,
    queryFn: ({ signal }) => get<AccountsPage>('accounts', { search: { limit: 1 }, signal }),
  });
}

/** The traits that accounts have. */
export function useAccountTraits() {
  return useQuery({
    queryKey: ['accounts', 'traits'],
    staleTime: 60_000,
    queryFn: async ({ signal }) => (await get<AccountsPage>('accounts', { search: { limit: 1 }, signal })).traits,
  });
}

export function useAccount(id: string) {
  return useQuery({ queryKey: ['account', id], queryFn: ({ signal }) => get<AccountProfile>(of(id), { signal }) });
}

export function useAccountMembers(id: string) {
  return useInfiniteQuery({
    queryKey: ['account', id, 'members'],
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<AccountMember>) => last.next_cursor,
    queryFn: ({ pageParam, signal }) =>
      get<Page<AccountMember>>(`${of(id)}/members`, { search: { cursor: pageParam, limit: pageSize }, signal }),
  });
}

export interface AccountEventsAsk {
  customer?: string;
  channel?: string;
  event?: string;
}

export function useAccountEvents(id: string, ask: AccountEventsAsk) {
  return useInfiniteQuery({
    queryKey: ['account', id, 'events', ask],
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<AccountEvent>) => last.next_cursor,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      get<Page<AccountEvent>>(`${of(id)}/events`, { search: { ...ask, cursor: pageParam, limit: pageSize }, signal }),
  });
}

export function useAccountDecisions(id: string) {
  return useQuery({
    queryKey: ['account', id, 'decisions'],
    queryFn: async ({ signal }) => (await get<Page<AccountDecision>>(`${of(id)}/decisions`, { signal })).items,
  });
}

export function useAccountsOfCustomer(customer: string) {
  return useQuery({
    queryKey: ['customer', customer, 'accounts'],
    queryFn: async ({ signal }) =>
      (await get<Page<AccountOfCustomer>>(`customers/${encodeURIComponent(customer)}/accounts`, { signal })).items,
  });
}

function useRefreshAccounts() {
  const client = useQueryClient();
  return () => Promise.all(['accounts', 'account', 'customer'].map((key) => client.invalidateQueries({ queryKey: [key] })));
}

/** Puts a customer in an account or takes one out; "none" takes back what was said. */
export function useDecideMember() {
  const refresh = useRefreshAccounts();
  return useMutation({
    mutationFn: ({ account, customer, decision }: { account: string; customer: string; decision: MemberDecision }) =>
      post<{ changed: boolean }>(`${of(account)}/members`, { customer, decision }),
    onSuccess: refresh,
  });
}

export interface KeptAccountRules {
  rules: AccountRules;
  etag: string;
}

export function useAccountRules() {
  return useQuery({
    queryKey: ['account rules'],
    queryFn: async ({ signal }): Promise<KeptAccountRules> => {
      const reply = await request<AccountRules>('GET', 'accounts/rules', { signal });
      return { rules: reply.body, etag: reply.etag ?? '' };
    },
  });
}

export function useChangeAccountRules() {
  const client = useQueryClient();
  const refresh = useRefreshAccounts();
  return useMutation({
    mutationFn: async ({ rules, etag }: KeptAccountRules): Promise<KeptAccountRules> => {
      const reply = await request<AccountRules>('PUT', 'accounts/rules', { body: rules, ifMatch: etag });
      return { rules: reply.body, etag: reply.etag ?? '' };
    },
    onSuccess: (now) => {
      client.setQueryData(['account rules'], now);
      return refresh();
    },
  });
}

/** What other rules would make of the accounts; null asks nothing. */
export function useAccountRulesPreview(rules: AccountRules | null) {
  return useQuery({
    queryKey: ['account rules preview', rules],
    enabled: rules !== null,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) => post<AccountRulesPreview>('accounts/rules/preview', rules, { signal }),
  });
}
