import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, request } from './client';

export type LawfulBasis = 'consent' | 'contract' | 'legal_obligation' | 'vital_interests' | 'public_task' | 'legitimate_interests';
export type ConsentState = 'given' | 'withdrawn' | 'unknown';
export type WithoutConsent = 'keep' | 'keep_without_identity' | 'drop';

export interface Purpose {
  id: string;
  name: string;
  description: string;
  lawful_basis: LawfulBasis;
  /** None: all. */
  channels: string[];
  aliases: string[];
  default: 'opt_in' | 'opt_out';
  required_at_ingest: { events: string[]; kinds: string[]; otherwise: WithoutConsent } | null;
}

export interface KeptPurposes {
  purposes: Purpose[];
  etag: string;
}

export interface ConsentAnswer {
  /** null: those that nothing of their own was said of. */
  channel: string | null;
  allowed: boolean;
  why: 'given' | 'withdrawn' | 'nothing_said' | 'basis' | 'channel';
  state: ConsentState;
  since: string | null;
  statement: number | null;
}

export interface ConsentLine {
  number: number;
  purpose: string | null;
  category: string;
  channel: string | null;
  state: ConsentState;
  time: string;
  recorded_at: string;
  identity: { namespace: string; value: string };
  source: string | null;
  event: string | null;
  message: string | null;
  actor: string | null;
  reason: string | null;
  wording: string | null;
}

export interface CustomerConsent {
  customer: string;
  purposes: { id: string; name: string; lawful_basis: LawfulBasis; answers: ConsentAnswer[] }[];
  history: ConsentLine[];
  history_total: number;
}

export interface ConsentStatement {
  purpose: string;
  channel: string | null;
  state: ConsentState;
  reason: string;
  wording: string | null;
}

const purposesKey = ['consent purposes'];

export function usePurposes() {
  return useQuery({
    queryKey: purposesKey,
    queryFn: async ({ signal }): Promise<KeptPurposes> => {
      const reply = await request<{ purposes: Purpose[] }>('GET', 'consent/purposes', { signal });
      return { purposes: reply.body.purposes, etag: reply.etag ?? '' };
    },
  });
}

export function useChangePurposes() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ purposes, etag }: KeptPurposes): Promise<KeptPurposes> => {
      const reply = await request<{ purposes: Purpose[] }>('PUT', 'consent/purposes', { body: { purposes }, ifMatch: etag });
      return { purposes: reply.body.purposes, etag: reply.etag ?? '' };
    },
    onSuccess: (now) => client.setQueryData(purposesKey, now),
    onError: () => client.invalidateQueries({ queryKey: purposesKey }),
  });
}

const consentKey = (customer: string) => ['customer', customer, 'consent'];

export function useCustomerConsent(customer: string) {
  return useQuery({
    queryKey: consentKey(customer),
    queryFn: ({ signal }) => get<CustomerConsent>(`customers/${customer}/consent`, { signal }),
  });
}

export function useRecordConsent(customer: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (statement: ConsentStatement) => post<CustomerConsent>(`customers/${customer}/consent`, statement),
    onSuccess: (now) => client.setQueryData(consentKey(customer), now),
  });
}
