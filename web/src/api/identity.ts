import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, request } from './client';
import type { Page } from './types';

export interface NamedIdentity {
  namespace: string;
  value: string;
}

export interface KnownIdentity extends NamedIdentity {
  id: string;
  /** The customer that it belongs to now. */
  customer: string;
}

export type LinkState = 'holds' | 'breaks_limit' | 'blocked' | 'apart' | 'unsaid';
export type LinkDecision = 'none' | 'together' | 'apart';

export interface IdentityLink {
  a: string;
  b: string;
  state: LinkState;
  decision: LinkDecision;
  alias: boolean;
  first_seen: string | null;
  source: string | null;
}

export interface IdentityChange {
  kind: 'link' | 'move';
  time: string;
  actor: string | null;
  import: number | null;
  a?: string;
  b?: string;
  from?: LinkState;
  to?: LinkState;
  first_seen?: string | null;
  source?: string | null;
  from_customer?: string;
  to_customer?: string;
  identities?: number;
}

export interface CustomerIdentity {
  customer: string;
  identities: KnownIdentity[];
  identities_total: number;
  links: IdentityLink[];
  links_total: number;
  /** At the other ends of links that do not hold. */
  others: KnownIdentity[];
  changes: IdentityChange[];
}

export function useCustomerIdentity(id: string) {
  return useQuery({
    queryKey: ['customer', id, 'identity'],
    queryFn: ({ signal }) => get<CustomerIdentity>(`customers/${encodeURIComponent(id)}/identity`, { signal }),
  });
}

export interface IdentityDecision {
  a: NamedIdentity;
  b: NamedIdentity;
  decision: LinkDecision;
}

export function useDecideIdentity() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decision: IdentityDecision) =>
      post<{ changed: boolean; customers: string[] }>('identity/decisions', decision),
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['customer'] }),
        client.invalidateQueries({ queryKey: ['customers'] }),
      ]);
    },
  });
}

export interface IdentityRules {
  /** Strongest first; a limit of 0 is none. */
  namespaces: { name: string; limit: number }[];
  findings: { trait?: string; property?: string; namespace: string }[];
  email_in_user_id: boolean;
  alias_joins: boolean;
  blocked_values: string[];
  calling_code: string;
}

export function useIdentityRules() {
  return useQuery({
    queryKey: ['identity rules'],
    queryFn: async ({ signal }) => {
      const reply = await request<IdentityRules>('GET', 'identity/rules', { signal });
      return { rules: reply.body, etag: reply.etag ?? '' };
    },
  });
}

export function useChangeIdentityRules() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ rules, etag }: { rules: IdentityRules; etag: string }) => {
      const reply = await request<IdentityRules>('PUT', 'identity/rules', { body: rules, ifMatch: etag });
      return { rules: reply.body, etag: reply.etag ?? '' };
    },
    onSuccess: (now) => {
      client.setQueryData(['identity rules'], now);
      void client.invalidateQueries({ queryKey: ['identity'] });
      void client.invalidateQueries({ queryKey: ['customers'] });
      void client.invalidateQueries({ queryKey: ['customer'] });
    },
  });
}

export interface SuspiciousIdentities {
  customers: { customer: string; label: string; identities: number }[];
  identities: (KnownIdentity & { refused: number })[];
  identities_usual: number;
  refused_usual: number;
}

export function useSuspiciousIdentities() {
  return useQuery({
    queryKey: ['identity', 'suspicious'],
    queryFn: ({ signal }) => get<SuspiciousIdentities>('identity/suspicious', { signal }),
  });
}

export type Likeness = 'same_identity' | 'email_spelling' | 'phone_spelling' | 'name_and_postcode' | 'name_and_birth_date';

export interface SuggestedCustomer {
  id: string;
  name: string | null;
  label: string;
  events: number;
  /** Null for a moment after somebody came. */
  first_seen: string | null;
  last_seen: string | null;
}

export interface MergeSuggestion {
  a: SuggestedCustomer;
  b: SuggestedCustomer;
  reasons: { kind: Likeness; value: string }[];
  /** From 0 to 1. */
  score: number;
}

export function useMergeSuggestions() {
  return useInfiniteQuery({
    queryKey: ['identity', 'suggestions'],
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<MergeSuggestion>) => last.next_cursor,
    queryFn: ({ pageParam, signal }) =>
      get<Page<MergeSuggestion>>('identity/suggestions', { search: { limit: 50, cursor: pageParam }, signal }),
  });
}

export interface PairDecision {
  a: string;
  b: string;
  decision: LinkDecision;
}

export function useDecideSuggestions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decisions: PairDecision[]) => post<{ changed: number }>('identity/suggestions', { decisions }),
    onSuccess: async () => {
      await Promise.all(
        ['identity', 'customer', 'customers'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
}

export interface TraitHistory {
  trait: string;
  changes: number;
  /** Latest first, at most twenty. */
  values: { value: unknown; since: string; source: string }[];
}

export function useTraitHistory(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['customer', id, 'traits'],
    enabled,
    queryFn: ({ signal }) =>
      get<{ items: TraitHistory[]; all: boolean }>(`customers/${encodeURIComponent(id)}/traits`, { signal }),
  });
}
