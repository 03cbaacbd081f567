import { usePeoplePanel } from '../../../people/people_context';
import { count, share } from '../../../design';
import { isWorthSaying } from './drift_words';
import { useMapDrift } from './drift_context';
import classes from './drift.module.css';

/** "drift 31 %" in the head of a stage; opens its people. */
export function StageDrift({ stage }: { stage: string }) {
  const state = useMapDrift();
  const people = usePeoplePanel();
  const place = state?.result?.stages.find(({ id }) => id === stage);
  if (!state?.drift || !place || !isWorthSaying(place.drift)) return null;
  const { question } = state.drift;
  const words = `drift ${share(place.drift.share)}`;
  return (
    <button
      type="button" tabIndex={-1} className={classes.badge} data-old={state.isOld || undefined}
      title={`${count(place.drift.count)} of ${count(place.drift.of)} people at this stage leave the mapped path here. Shows who.`}
      aria-label={`${words}: ${count(place.drift.count)} of ${count(place.drift.of)} people leave the mapped path here. Show them.`}
      onPointerDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        event.stopPropagation();
        people.open(question as never, place.drift_ref, `Left the mapped path at “${place.label}”`);
      }}
    >
      {words}
    </button>
  );
}
