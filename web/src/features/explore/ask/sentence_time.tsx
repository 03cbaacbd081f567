import type { TimeBetweenDocument } from '../../../api';
import classes from './ask.module.css';
import { BreakdownControl } from './by_control';
import { BreakdownFine } from './breakdown_fine';
import { Common, Where, type SentenceProps } from './common_words';
import { Choice, DurationWord } from './controls';
import { PredicateControl } from './predicate_control';

export function TimeSentence({ document, onChange }: SentenceProps<TimeBetweenDocument>) {
  const set = (patch: Partial<TimeBetweenDocument>, again = false) =>
    onChange({ ...document, ...patch }, again);
  return (
    <>
      How long do <Common part="who" document={document} onChange={onChange} /> take from{' '}
      <PredicateControl
        field="from"
        label="From"
        none="an event"
        value={document.from}
        onChange={(from, again) => set({ from: from ?? {} }, again)}
      />{' '}
      to{' '}
      <PredicateControl
        field="to"
        label="To"
        none="an event"
        value={document.to}
        onChange={(to, again) => set({ to: to ?? {} }, again)}
      />{' '}
      within{' '}
      <DurationWord
        field="within"
        label="Time limit"
        none="any time"
        value={document.within}
        onChange={(within) => set({ within })}
      />
      , <Common part="range" document={document} onChange={onChange} />, divided by{' '}
      <BreakdownControl value={document.breakdown} onChange={(breakdown) => set({ breakdown })} />?
      <div className={classes.fine}>
        Counting{' '}
        <Choice
          field="pick"
          label="Count"
          value={document.pick ?? 'first'}
          options={[
            { value: 'first', label: 'the first time', detail: 'one a customer' },
            { value: 'each', label: 'each time', detail: 'every start' },
          ]}
          onChange={(pick) => set({ pick })}
        />
        <BreakdownFine value={document.breakdown} onChange={(breakdown) => set({ breakdown })} />, looking at{' '}
        <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}
