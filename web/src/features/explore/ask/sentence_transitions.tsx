import type { TransitionsDocument } from '../../../api';
import classes from './ask.module.css';
import { ByControl } from './by_control';
import { Common, Where, type SentenceProps } from './common_words';
import { Choice, DurationWord } from './controls';
import { PredicateControl } from './predicate_control';
import { PerControl } from './sentence_process';

export function TransitionsSentence({ document, onChange }: SentenceProps<TransitionsDocument>) {
  const set = (patch: Partial<TransitionsDocument>, again = false) => onChange({ ...document, ...patch }, again);
  return (
    <>
      From which <ByControl value={document.by ?? 'channel'} onChange={(by) => set({ by })} /> to which do{' '}
      <Common part="who" document={document} onChange={onChange} /> go next within{' '}
      <DurationWord field="within" label="Time limit" none="any time" value={document.within} onChange={(within) => set({ within })} />,
      one journey per <PerControl value={document.per} onChange={(per) => set({ per })} />,{' '}
      <Common part="range" document={document} onChange={onChange} />?
      <div className={classes.fine}>
        Staying{' '}
        <Choice
          field="loops"
          label="Staying"
          value={document.loops ?? 'keep'}
          options={[
            { value: 'keep', label: 'counted' },
            { value: 'collapse', label: 'passed over', detail: 'only changes' },
          ]}
          onChange={(loops) => set({ loops })}
        />
        , hiding{' '}
        <PredicateControl
          field="hide"
          label="Hidden events"
          none="nothing"
          value={document.hide}
          onChange={(hide, again) => set({ hide }, again)}
        />
        , looking at <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}
