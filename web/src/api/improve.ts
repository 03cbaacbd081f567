import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { get, post, remove, request } from './client';
import type { QueryDocument } from './query_types';

export const opportunityCategories = ['none', 'proposition_and_policy', 'process', 'people', 'technology', 'organisation'] as const;
export type OpportunityCategory = (typeof opportunityCategories)[number];
export const opportunityStates = ['proposed', 'planned', 'in_progress', 'done', 'dropped'] as const;
export type OpportunityState = (typeof opportunityStates)[number];
export const impacts = [0.25, 0.5, 1, 2, 3] as const;

/** Where a number came from. */
export interface EstimateSource {
  question?: string;
  ref?: string | null;
  from?: string | null;
  to?: string | null;
  n?: number | null;
  sentence?: string;
  at?: string | null;
}

export interface Estimate {
  value: number | null;
  evidence: 'none' | 'assumed' | 'data' | 'hand';
  source: EstimateSource | null;
}

/** Of n answers, so many were one of the best two of five. */
export interface RatingAnswers {
  n: number;
  top: number;
}

export interface Rating {
  value: number | null;
  evidence: 'none' | 'assumed' | 'hand' | 'answers';
  answers: RatingAnswers | null;
  source: string;
}

export interface ValueAtRisk {
  per_month: number;
  currency?: string;
  sentence?: string;
  at?: string | null;
}

export interface OpportunityDraft {
  title: string;
  description: string;
  category: OpportunityCategory;
  state: OpportunityState;
  owner: string | null;
  due: string | null;
  reach: Estimate;
  impact: Estimate;
  confidence: Estimate;
  effort: Estimate;
  importance: Rating;
  satisfaction: Rating;
  value_at_risk: ValueAtRisk | null;
  map: string | null;
  step: string | null;
  step_title: string;
  pains: string[];
  finding: string | null;
  persona: string | null;
  goals: string[];
}

interface Kept {
  id: string;
  version: number;
  created_at: string;
  updated_at: string;
  created_by: string | null;
  removed_at: string | null;
}

export interface Opportunity extends OpportunityDraft, Kept {
  /** Reach × impact × confidence. */
  value: number | null;
  /** Value / effort. */
  score: number | null;
  ulwick: number | null;
  map_title: string | null;
}

/** What an opportunity is made of; its words and numbers are filled in by the server. */
export interface OpportunityFrom {
  map?: string;
  pain?: string;
  cell?: string;
  step?: string;
  finding?: string;
}

export interface OpportunityData {
  reach: Estimate | null;
  impact: Estimate | null;
  confidence: Estimate | null;
  value_at_risk: ValueAtRisk | null;
  notes: string[];
  /** With a source's `ref` it lists the people. */
  ask: QueryDocument | null;
}

export interface MapFinding {
  finding: string;
  kind: string;
  touchpoint: string;
  standing: boolean;
  ongoing: boolean;
  title: string;
  sentence: string;
  people: number;
  ref: string;
  value_per_month: number | null;
  severity: number;
  step: string;
  /** The pain point that was taken from it. */
  pain: string | null;
}

export interface MapFindings {
  items: MapFinding[];
  /** At touchpoints that the map does not have. */
  elsewhere: number;
  events: number;
  currency: string | null;
}

interface Referred {
  maps: { id: string; title: string }[];
  opportunities: { id: string; title: string; state: OpportunityState }[];
}

export interface Principle {
  id: string;
  title: string;
  text: string;
}

export interface StrategyDraft {
  vision: string;
  strategy: string;
  principles: Principle[];
}

export interface Strategy extends Omit<StrategyDraft, 'principles'> {
  principles: (Principle & Referred)[];
  /** 0: nobody wrote anything yet. */
  version: number;
  updated_at: string | null;
}

export const scoreKinds = ['nps', 'csat', 'ces', 'conversion', 'retention', 'churn', 'time', 'cost', 'health', 'other'] as const;
export type ScoreKind = (typeof scoreKinds)[number];

export interface ScoreValue {
  on: string;
  value: number;
  note?: string;
  evidence?: 'hand' | 'question';
}

export interface ScoreGoalDraft {
  title: string;
  score: ScoreKind;
  unit: string;
  note: string;
  from: number | null;
  to: number | null;
  by: string | null;
  owner: string | null;
  question: string | null;
  values: ScoreValue[];
}

export interface ScoreGoal extends ScoreGoalDraft, Kept, Referred {
  current: ScoreValue | null;
  /** 0: as it began, 1: the goal is reached. */
  progress: number | null;
}

export interface MaturityArea {
  id: string;
  title: string;
  about: string;
  questions: { id: string; text: string; levels: string[] }[];
}

export interface MaturityAreaResult {
  id: string;
  title: string;
  mean: number | null;
  low: number | null;
  high: number | null;
  deviation: number | null;
  level: string | null;
  people: number;
  questions: { id: string; mean: number | null; counts: number[]; people: number }[];
}

export interface MaturityRoundDraft {
  title: string;
  note: string;
  closed: boolean;
}

export type MaturitySheet = Record<string, number>;

export interface MaturityRound extends MaturityRoundDraft, Kept {
  mine: MaturitySheet | null;
  result: { people: number; mean: number | null; level: string | null; areas: MaturityAreaResult[] };
}

const etag = (version: number) => `"${version}"`;
const pageSize = 500;

/** The calls that opportunities, score goals and assessments have alike. */
function keptCalls<T extends Kept, Draft>(path: string, key: string, also: string[]) {
  const of = (id: string) => `${path}/${encodeURIComponent(id)}`;
  const changed = (client: QueryClient) => Promise.all([key, ...also].map((each) => client.invalidateQueries({ queryKey: [each] })));
  return {
    fetch: (id: string, signal?: AbortSignal) => get<T>(of(id), { signal }),
    useSave: () => {
      const client = useQueryClient();
      return useMutation({
        mutationFn: async ({ draft, existing }: { draft: Draft; existing?: { id: string; version: number } }) =>
          (existing ? await request<T>('PUT', of(existing.id), { body: draft, ifMatch: etag(existing.version) }) : await request<T>('POST', path, { body: draft })).body,
        onSuccess: (kept, { existing }) => {
          client.setQueryData<T[]>([key], (all) => (existing ? all?.map((one) => (one.id === kept.id ? kept : one)) : all && [...all, kept]));
          void changed(client);
        },
      });
    },
    useRemove: () => {
      const client = useQueryClient();
      return useMutation({
        mutationFn: ({ id, version }: { id: string; version: number }) => remove<void>(of(id), { ifMatch: etag(version) }),
        onSuccess: () => void changed(client),
      });
    },
    useRecover: () => {
      const client = useQueryClient();
      return useMutation({ mutationFn: (id: string) => post<T>(`${of(id)}/recover`, undefined), onSuccess: () => void changed(client) });
    },
  };
}

const opportunityCalls = keptCalls<Opportunity, Partial<OpportunityDraft> & { from?: OpportunityFrom }>('opportunities', 'opportunities', ['score_goals', 'strategy']);
export const fetchOpportunity = opportunityCalls.fetch;
export const useSaveOpportunity = opportunityCalls.useSave;
export const useRemoveOpportunity = opportunityCalls.useRemove;
export const useRecoverOpportunity = opportunityCalls.useRecover;

/** All of them, those with the highest score first. */
export function useOpportunities(enabled = true) {
  return useQuery({
    queryKey: ['opportunities'],
    enabled,
    queryFn: async ({ signal }) => {
      const all: Opportunity[] = [];
      for (let cursor: string | null = null; ; ) {
        const page: { items: Opportunity[]; next_cursor: string | null } = await get('opportunities', { search: { limit: pageSize, cursor }, signal });
        all.push(...page.items);
        cursor = page.next_cursor;
        if (!cursor) return all;
      }
    },
  });
}

export const fetchOpportunityData = (id: string) => get<OpportunityData>(`opportunities/${encodeURIComponent(id)}/data`);

export function useMapFindings(map: string) {
  return useQuery({ queryKey: ['map_findings', map], queryFn: ({ signal }) => get<MapFindings>(`maps/${encodeURIComponent(map)}/findings`, { signal }) });
}

const goalCalls = keptCalls<ScoreGoal, Partial<ScoreGoalDraft> & { title: string }>('strategy/goals', 'score_goals', []);
export const fetchScoreGoal = goalCalls.fetch;
export const useSaveScoreGoal = goalCalls.useSave;
export const useRemoveScoreGoal = goalCalls.useRemove;
export const useRecoverScoreGoal = goalCalls.useRecover;

export function useScoreGoals(enabled = true) {
  return useQuery({ queryKey: ['score_goals'], enabled, queryFn: async ({ signal }) => (await get<{ items: ScoreGoal[] }>('strategy/goals', { signal })).items });
}

/** The one number that a saved question stands for, as it is now. */
export const fetchQuestionValue = (question: string) => get<{ value: number; what: string; name: string }>('strategy/value', { search: { question } });

export const fetchStrategy = (signal?: AbortSignal) => get<Strategy>('strategy', { signal });

export function useStrategy(enabled = true) {
  return useQuery({ queryKey: ['strategy'], enabled, queryFn: ({ signal }) => fetchStrategy(signal) });
}

export function useSaveStrategy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, existing }: { draft: StrategyDraft; existing: { version: number } }) =>
      (await request<Strategy>('PUT', 'strategy', { body: draft, ifMatch: etag(existing.version) })).body,
    onSuccess: (kept) => client.setQueryData(['strategy'], kept),
  });
}

const roundCalls = keptCalls<MaturityRound, Partial<MaturityRoundDraft> & { title: string }>('maturity', 'maturity', []);
export const useSaveMaturityRound = roundCalls.useSave;
export const useRemoveMaturityRound = roundCalls.useRemove;
export const useRecoverMaturityRound = roundCalls.useRecover;

/** The latest begun first. */
export function useMaturityRounds() {
  return useQuery({ queryKey: ['maturity'], queryFn: async ({ signal }) => (await get<{ items: MaturityRound[] }>('maturity', { signal })).items });
}

export function useMaturityQuestions() {
  return useQuery({
    queryKey: ['maturity_questions'],
    staleTime: Infinity,
    queryFn: async ({ signal }) => (await get<{ items: MaturityArea[] }>('maturity/questions', { signal })).items,
  });
}

export function useAnswerMaturity(round: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (answers: MaturitySheet) => (await request<MaturityRound>('PUT', `maturity/${encodeURIComponent(round)}/answers`, { body: { answers } })).body,
    onSuccess: (kept) => client.setQueryData<MaturityRound[]>(['maturity'], (all) => all?.map((one) => (one.id === kept.id ? kept : one))),
  });
}

export interface Owner {
  id: string;
  name: string;
}

/** The people who can be in charge of something. */
export function useOwners() {
  return useQuery({ queryKey: ['owners'], staleTime: 60_000, queryFn: async ({ signal }) => (await get<{ items: Owner[] }>('users', { signal })).items });
}
