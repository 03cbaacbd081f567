import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { request } from './client';
import type { TrackingPlan } from './collect_types';
import { Problem } from './problem';

/** A change to the plan. Made again on a newer plan, or twice, it must lead to the same. */
export type PlanEdit = (plan: TrackingPlan) => TrackingPlan;

interface SavedPlan {
  saved: TrackingPlan;
  etag: string;
}

interface KeptPlan extends SavedPlan {
  /** As it is saved, with the edits that are still on their way. */
  plan: TrackingPlan;
}

const queryKey = ['tracking plan'];
const tries = 4;

/** Edits on their way; what is on the screen has them already. */
let pending: PlanEdit[] = [];

const withPending = (now: SavedPlan): KeptPlan => ({
  ...now,
  plan: pending.reduce((plan, edit) => edit(plan), now.saved),
});

async function readPlan(signal?: AbortSignal): Promise<SavedPlan> {
  const reply = await request<TrackingPlan>('GET', 'tracking-plan', { signal });
  return { saved: reply.body, etag: reply.etag ?? '' };
}

export function useTrackingPlan() {
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => withPending(await readPlan(signal)),
  });
}

/** Somebody else was faster: their plan is read and the edit made on it. */
async function writePlan(client: QueryClient, edit: PlanEdit): Promise<SavedPlan> {
  let base: SavedPlan = client.getQueryData<KeptPlan>(queryKey) ?? (await readPlan());
  for (let left = tries; ; left -= 1) {
    const body = edit(base.saved);
    try {
      const reply = await request<TrackingPlan | undefined>('PUT', 'tracking-plan', {
        body,
        ifMatch: base.etag,
      });
      return reply.etag === null ? await readPlan() : { saved: reply.body ?? body, etag: reply.etag };
    } catch (error) {
      const overtaken = error instanceof Problem && (error.status === 409 || error.status === 412);
      if (!overtaken || left <= 1) throw error;
      base = await readPlan();
    }
  }
}

/** Shows an edit at once and saves it; edits are saved one after another. */
export function useEditPlan() {
  const client = useQueryClient();
  return useMutation({
    scope: { id: 'tracking-plan' },
    onMutate: async (edit: PlanEdit) => {
      pending = [...pending, edit];
      await client.cancelQueries({ queryKey });
      const kept = client.getQueryData<KeptPlan>(queryKey);
      if (kept) client.setQueryData<KeptPlan>(queryKey, { ...kept, plan: edit(kept.plan) });
    },
    mutationFn: (edit: PlanEdit) => writePlan(client, edit),
    onSuccess: (now, edit) => {
      pending = pending.filter((one) => one !== edit);
      client.setQueryData<KeptPlan>(queryKey, withPending(now));
      void client.invalidateQueries({ queryKey: ['catalogue'] });
    },
    onError: (_, edit) => {
      pending = pending.filter((one) => one !== edit);
      void client.invalidateQueries({ queryKey });
    },
  });
}
