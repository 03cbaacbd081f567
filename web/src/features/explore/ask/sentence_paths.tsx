import type { PathsDocument, Predicate } from '../../../api';
import { plural } from '../../../design';
import { ByControl } from './by_control';
import { Common, type SentenceProps, Where } from './common_words';
import { Choice, DurationWord, NumberWord } from './controls';
import classes from './ask.module.css';
import { inMode, modeOf, type PathsMode } from './paths_mode';
import { PredicateControl } from './predicate_control';

const modes: { value: PathsMode; label: string; detail: string }[] = [
  { value: 'after', label: 'after', detail: 'from an event on' },
  { value: 'before', label: 'before', detail: 'up to an event' },
  { value: 'between', label: 'between', detail: 'from one to another' },
  { value: 'around', label: 'around', detail: 'both sides of one' },
  { value: 'first', label: 'from the first event', detail: 'no anchor' },
];

const anchors = { after: ['start'], before: ['end'], between: ['start', 'end'], around: ['around'], first: [] } as const;

export function PathsSentence({ document, onChange }: SentenceProps<PathsDocument>) {
  const mode = modeOf(document);
  const set = (patch: Partial<PathsDocument>, again = false) => onChange({ ...document, ...patch }, again);
  const steps = document.steps ?? 5;
  return (
    <>
      Where do <Common part="who" document={document} onChange={onChange} /> go{' '}
      <Choice
        field=""
        label="Which part of the journey"
        value={mode}
        options={modes}
        onChange={(next) => onChange(inMode(document, next))}
      />{' '}
      {anchors[mode].map((name, index) => (
        <span key={name}>
          {index > 0 && 'and '}
          <PredicateControl
            field={name}
            label={name === 'end' ? 'End event' : 'Start event'}
            none="any event"
            value={document[name]}
            onChange={(value: Predicate | undefined, again) => set({ [name]: value ?? {} }, again)}
          />{' '}
        </span>
      ))}
      in up to{' '}
      <NumberWord
        field="steps"
        label="Steps"
        value={steps}
        min={1}
        max={20}
        word={plural(steps, 'step')}
        onChange={(next) => set({ steps: next })}
      />{' '}
      within{' '}
      <DurationWord
        field="within"
        label="Time limit"
        none="any time"
        value={document.within}
        onChange={(within) => set({ within })}
      />
      , by <ByControl value={document.by} onChange={(by) => set({ by })} />,{' '}
      <Common part="range" document={document} onChange={onChange} />?
      <div className={classes.fine}>
        Repeats{' '}
        <Choice
          field="loops"
          label="Repeats"
          value={document.loops ?? 'keep'}
          options={[
            { value: 'keep', label: 'kept' },
            { value: 'collapse', label: 'collapsed', detail: 'equal neighbours are one' },
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
        , counting{' '}
        <Choice
          field="count"
          label="Count"
          value={document.count ?? 'customers'}
          options={[
            { value: 'customers', label: 'customers' },
            { value: 'transitions', label: 'transitions', detail: 'every pass' },
          ]}
          onChange={(count) => set({ count })}
        />
        , showing{' '}
        <NumberWord
          field="top"
          label="Shown a step"
          value={document.top ?? 8}
          min={1}
          max={50}
          word={String(document.top ?? 8)}
          onChange={(top) => set({ top })}
        />{' '}
        a step, looking at <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}
