import { useRemoveTouchpoint, useSaveTouchpoint, type NamedTouchpoint, type TouchpointDraft } from '../../api';
import { failed, savedWithUndo } from '../../shell/toast';

export const draftOf = ({ name, description, events, stage, role }: NamedTouchpoint): TouchpointDraft => ({ name, description, events, stage, role });

/** Makes, changes and removes touchpoints; each says what was done and can be taken back. */
export function useTouchpointActions() {
  const save = useSaveTouchpoint();
  const remove = useRemoveTouchpoint();
  const notTakenBack = (error: unknown) => failed('That was not taken back', error);
  return {
    isPending: save.isPending || remove.isPending,
    save: async (draft: TouchpointDraft, before?: NamedTouchpoint): Promise<NamedTouchpoint> => {
      const kept = await save.mutateAsync(before ? { draft, existing: before } : { draft });
      if (before) {
        savedWithUndo(`“${kept.name}” was changed.`, () => save.mutate({ draft: draftOf(before), existing: kept }, { onError: notTakenBack }));
      } else {
        savedWithUndo(`“${kept.name}” is a touchpoint now.`, () => remove.mutate(kept, { onError: notTakenBack }));
      }
      return kept;
    },
    remove: (touchpoint: NamedTouchpoint) =>
      remove.mutate(touchpoint, {
        onSuccess: () =>
          savedWithUndo(`“${touchpoint.name}” was removed; its events are where they were before.`, () =>
            save.mutate({ draft: draftOf(touchpoint) }, { onError: notTakenBack }),
          ),
        onError: (error) => failed('The touchpoint was not removed', error),
      }),
  };
}
