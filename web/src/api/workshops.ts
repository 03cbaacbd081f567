import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, remove, request } from './client';

export type WorkshopStatus = 'waiting' | 'running' | 'paused' | 'ended';

export interface WorkshopArea {
  name: string;
  title: string;
  /** What an empty place asks. */
  asks: string;
}

export interface PlayKind {
  kind: string;
  title: string;
  purpose: string;
  prompt: string;
  areas: WorkshopArea[];
  columns: 'none' | 'stages' | 'steps';
  /** People place values instead of notes. */
  line: boolean;
  who_when: boolean;
  minutes: number;
  votes: number;
  hidden: boolean;
}

export interface Play extends PlayKind {
  id: string;
  revealed: boolean;
}

/** A play as it is planned. */
export interface PlayDraft {
  id?: string;
  kind: string;
  title: string;
  prompt: string;
  minutes: number;
  hidden: boolean;
  votes: number;
}

export interface WorkshopHead {
  title: string;
  goal: string;
  scope: string;
  status: WorkshopStatus;
  /** The play it is at; null before the start. */
  at: number | null;
  now_ms: number;
  ends_ms: number | null;
  left_ms: number | null;
  voting: boolean;
  ask_names: boolean;
  agenda: Play[];
  stages: { id: string; title: string }[];
  steps: { id: string; title: string; stage: string }[];
}

export interface WorkshopNote {
  id: string;
  play: string;
  area: string;
  /** A stage or step; empty: the whole journey. */
  column: string;
  text: string;
  who: string;
  by: string;
  group: string | null;
  place: number;
  mine: boolean;
}

export interface WorkshopGroup {
  id: string;
  play: string;
  area: string;
  column: string;
  name: string;
  place: number;
}

export interface Spread {
  n: number;
  median: number | null;
  low: number | null;
  high: number | null;
}

export interface WorkshopState {
  id: string;
  revision: number;
  workshop: WorkshopHead;
  notes: WorkshopNote[];
  groups: WorkshopGroup[];
  /** How many notes of others are not shown, by play. */
  hidden: Record<string, number>;
  votes: { mine: Record<string, number>; tally: Record<string, number>; cast: Record<string, number> };
  values: { mine: Record<string, number>; all: Record<string, Spread> };
}

export interface Invitation {
  token: string;
  code: string;
  until: string;
  open: boolean;
}

interface Named {
  id: string;
  title: string;
}

/** As its facilitator has it. */
export interface LedWorkshop extends WorkshopState {
  version: number;
  map: Named;
  persona: Named | null;
  invitation: Invitation | null;
  present: { guests: number; names: string[] };
  drawn_at: string | null;
  may_write: boolean;
}

export interface GuestWorkshop extends WorkshopState {
  name: string;
  csrf_token: string;
}

export interface WorkshopEntry {
  id: string;
  title: string;
  goal: string;
  status: WorkshopStatus;
  minutes: number;
  plays: number;
  at: number | null;
  map: Named;
  drawn_at: string | null;
  created_at: string;
  updated_at: string;
  created_by: string | null;
}

export interface Agenda {
  name: string;
  title: string;
  for: string;
  minutes: number;
  plays: PlayDraft[];
}

export interface WorkshopDraft {
  title: string;
  goal: string;
  scope: string;
  persona: string;
  ask_names: boolean;
  agenda: PlayDraft[];
  map?: string;
  template?: string;
}

export interface SummaryLine {
  text: string;
  step: string;
  votes: number;
  notes: number;
  who: string;
  by: string;
}

export interface WorkshopSummary {
  title: string;
  goal: string;
  scope: string;
  status: WorkshopStatus;
  people: number;
  notes: number;
  plays: { id: string; kind: string; title: string; areas: { name: string; title: string; lines: SummaryLine[] }[] }[];
  line: ({ step: string } & Spread)[];
  map: Named;
  persona: Named | null;
  at: string;
}

const of = (id: string) => `workshops/${encodeURIComponent(id)}`;

export function useWorkshops() {
  return useQuery({ queryKey: ['workshops'], queryFn: async ({ signal }) => (await get<{ items: WorkshopEntry[] }>('workshops', { signal })).items });
}

export function useAgendas() {
  return useQuery({ queryKey: ['workshops', 'agendas'], staleTime: Infinity, queryFn: ({ signal }) => get<{ plays: PlayKind[]; agendas: Agenda[] }>('workshops/agendas', { signal }) });
}

export function useCreateWorkshop() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: WorkshopDraft) => post<LedWorkshop>('workshops', draft),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['workshops'], exact: true });
      void client.invalidateQueries({ queryKey: ['maps'], exact: true });
    },
  });
}

export async function saveWorkshop(id: string, version: number, draft: WorkshopDraft): Promise<LedWorkshop> {
  return (await request<LedWorkshop>('PUT', of(id), { body: draft, ifMatch: `"${version}"` })).body;
}

export function useRemoveWorkshop() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => remove<void>(of(id)),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['workshops'], exact: true }),
  });
}

export function useInvite(id: string) {
  return useMutation({ mutationFn: (hours: number) => post<Invitation>(`${of(id)}/invitation`, { hours }) });
}

export function useUninvite(id: string) {
  return useMutation({ mutationFn: () => remove<void>(`${of(id)}/invitation`) });
}

/** Puts what was found on the map. */
export function useDraw(id: string) {
  return useMutation({ mutationFn: () => post<{ map: string; revision: number }>(`${of(id)}/draw`, undefined) });
}

export function useWorkshopSummary(id: string) {
  return useQuery({ queryKey: ['workshops', id, 'summary'], staleTime: 0, queryFn: ({ signal }) => get<WorkshopSummary>(`${of(id)}/summary`, { signal }) });
}
