import { useEditPlan, useTrackingPlan, type PlanEdit } from '../../../api';
import { failed, savedWithUndo } from '../../../shell/toast';
import { eventOf, restoreEvent } from './plan_edits';

/** The plan, and edits of single events that say what they did and can be taken back. */
export function usePlanActions() {
  const kept = useTrackingPlan();
  const edit = useEditPlan();
  const plan = kept.data?.plan;
  const change = (event: string, made: PlanEdit, said: string) => {
    const before = eventOf(plan, event);
    edit.mutate(made, {
      onSuccess: () => savedWithUndo(said, () => edit.mutate(restoreEvent(event, before), { onError: notChanged })),
      onError: notChanged,
    });
  };
  return { plan, kept, edit, change };
}

export function notChanged(error: unknown): void {
  failed('The tracking plan is unchanged', error);
}
