import { Tag } from '../../../design';
import { usePeoplePanel } from '../../../people/people_context';
import { useMapDrift } from './drift_context';
import { isWorthSaying, worstStep } from './drift_words';
import classes from './drift.module.css';

/** Where most people leave the path, in one sentence, in the foot of the map. */
export function DriftSentence() {
  const state = useMapDrift();
  const people = usePeoplePanel();
  const sentence = state?.result?.sentence;
  if (!state?.drift || !state.result || !sentence) return null;
  const worst = worstStep(state.result);
  if (!worst || !isWorthSaying(worst.drift)) return null;
  const { question } = state.drift;
  return (
    <span className={classes.sentence} data-old={state.isOld || undefined}>
      <Tag tone="pain">drift</Tag>
      <button type="button" className={classes.words} title={sentence} onClick={state.openPanel}>{sentence}</button>
      <button type="button" className={classes.link} onClick={() => people.open(question as never, worst.drift_ref, `Left the mapped path at “${worst.label}”`)}>
        See the people
      </button>
    </span>
  );
}
