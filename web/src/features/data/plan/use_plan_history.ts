import { useCallback, useEffect, useState } from 'react';
import { useEditPlan, useTrackingPlan, type PlanEdit, type TrackingPlan } from '../../../api';
import { eventOf, restoreEvent } from './plan_edits';
import { notChanged } from './use_plan_actions';

interface Step {
  said: string;
  back: PlanEdit;
}

/** The plan with edits that are saved as they are made, and the way back through them. */
export function usePlanHistory() {
  const kept = useTrackingPlan();
  const edit = useEditPlan();
  const [steps, setSteps] = useState<Step[]>([]);
  const plan = kept.data?.plan;
  const { mutate } = edit;

  const make = (said: string, made: PlanEdit, back: PlanEdit) => {
    setSteps((before) => [...before, { said, back }]);
    mutate(made, { onError: notChanged });
  };
  const changeEvent = (event: string, said: string, made: PlanEdit) =>
    make(said, made, restoreEvent(event, eventOf(plan, event)));
  const changePlan = (said: string, made: PlanEdit, before: (plan: TrackingPlan) => PlanEdit) => {
    if (plan) make(said, made, before(plan));
  };

  const last = steps.at(-1);
  const undo = useCallback(() => {
    if (!last) return;
    setSteps((before) => before.slice(0, -1));
    mutate(last.back, { onError: notChanged });
  }, [last, mutate]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea') !== null;
      if (event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !typing) {
        event.preventDefault();
        undo();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [undo]);

  return { kept, plan, saving: edit.isPending, failed: edit.isError, last: last?.said ?? null, undo, changeEvent, changePlan };
}

export type PlanHistory = ReturnType<typeof usePlanHistory>;
