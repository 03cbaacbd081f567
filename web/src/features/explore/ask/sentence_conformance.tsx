import type { ConformanceDocument, Design, NextDocument } from '../../../api';
import classes from './ask.module.css';
import { ByControl } from './by_control';
import { Common, Where, type SentenceProps } from './common_words';
import { Choice, DurationWord, NumberWord } from './controls';
import { readDesign, writeDesign } from './design_steps';
import { DesignWords } from './design_words';
import { PredicateControl } from './predicate_control';
import { PerControl } from './sentence_process';

export function ConformanceSentence({ document, onChange }: SentenceProps<ConformanceDocument>) {
  const set = (patch: Partial<ConformanceDocument>, again = false) => onChange({ ...document, ...patch }, again);
  const design = readDesign(document.journey as Design);
  return (
    <>
      Do <Common part="who" document={document} onChange={onChange} /> go as designed, one journey per{' '}
      <PerControl value={document.per} onChange={(per) => set({ per })} />, by{' '}
      <ByControl value={document.by} onChange={(by) => set({ by })} />,{' '}
      <Common part="range" document={document} onChange={onChange} />?
      <DesignWords steps={design.steps} by={document.by} onChange={(steps, again) => set({ journey: writeDesign({ ...design, steps }) }, again)} />
      <div className={classes.fine}>
        The whole within{' '}
        <DurationWord
          field="journey"
          label="Time limit of the whole"
          none="any time"
          value={design.within}
          onChange={(within) => set({ journey: writeDesign({ steps: design.steps, ...(within === undefined ? {} : { within }) }) })}
        />
        , what the design does not name{' '}
        <Choice
          field="extra"
          label="What the design does not name"
          value={document.extra ?? 'count'}
          options={[
            { value: 'count', label: 'counted', detail: 'as something extra' },
            { value: 'ignore', label: 'passed over', detail: 'as if it had not happened' },
          ]}
          onChange={(extra) => set({ extra: extra === 'count' ? undefined : extra })}
        />
        , hiding{' '}
        <PredicateControl field="hide" label="Hidden events" none="nothing" value={document.hide} onChange={(hide, again) => set({ hide }, again)} />
        , looking at <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}

const usualTop = 10;

export function NextSentence({ document, onChange }: SentenceProps<NextDocument>) {
  const set = (patch: Partial<NextDocument>, again = false) => onChange({ ...document, ...patch }, again);
  const top = document.top ?? usualTop;
  return (
    <>
      What do <Common part="who" document={document} onChange={onChange} /> do next after{' '}
      <PredicateControl field="from" label="From" none="an event" value={document.from} onChange={(from, again) => set({ from: from ?? {} }, again)} />{' '}
      within <DurationWord field="within" label="Time limit" none="any time" value={document.within} onChange={(within) => set({ within })} />, by{' '}
      <ByControl value={document.by} onChange={(by) => set({ by })} />, <Common part="range" document={document} onChange={onChange} />?
      <div className={classes.fine}>
        Counting{' '}
        <Choice
          field="pick"
          label="Counting"
          value={document.pick ?? 'first'}
          options={[
            { value: 'first', label: 'the first time', detail: 'once a customer' },
            { value: 'each', label: 'each time' },
          ]}
          onChange={(pick) => set({ pick })}
        />
        , repeats{' '}
        <Choice
          field="loops"
          label="Repeats"
          value={document.loops ?? 'keep'}
          options={[
            { value: 'keep', label: 'kept' },
            { value: 'collapse', label: 'passed over', detail: 'the next of another name' },
          ]}
          onChange={(loops) => set({ loops })}
        />
        , hiding{' '}
        <PredicateControl field="hide" label="Hidden events" none="nothing" value={document.hide} onChange={(hide, again) => set({ hide }, again)} />
        , showing <NumberWord field="top" label="Shown" value={top} min={1} max={50} word={String(top)} onChange={(next) => set({ top: next })} />, looking at{' '}
        <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}
