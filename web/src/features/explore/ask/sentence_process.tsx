import type { ProcessDocument } from '../../../api';
import { SentenceControl } from '../../../design';
import classes from './ask.module.css';
import { ByControl } from './by_control';
import { Common, Where, type SentenceProps } from './common_words';
import { DurationPicker, NumberWord } from './controls';
import { durationWords } from './duration_words';
import { useFieldProblem } from './field_problem';
import { PredicateControl } from './predicate_control';

export function ProcessSentence({ document, onChange }: SentenceProps<ProcessDocument>) {
  const set = (patch: Partial<ProcessDocument>, again = false) => onChange({ ...document, ...patch }, again);
  const variants = document.variants ?? 20;
  return (
    <>
      What way do <Common part="who" document={document} onChange={onChange} /> take, by{' '}
      <ByControl value={document.by} onChange={(by) => set({ by })} />, one case per{' '}
      <PerControl value={document.per} onChange={(per) => set({ per })} />,{' '}
      <Common part="range" document={document} onChange={onChange} />?
      <div className={classes.fine}>
        Hiding{' '}
        <PredicateControl
          field="hide"
          label="Hidden events"
          none="nothing"
          value={document.hide}
          onChange={(hide, again) => set({ hide }, again)}
        />
        , listing{' '}
        <NumberWord
          field="variants"
          label="Variants"
          value={variants}
          min={1}
          max={500}
          word={`${variants} variants`}
          onChange={(next) => set({ variants: next })}
        />
        , looking at <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}

interface PerControlProps {
  value: ProcessDocument['per'];
  onChange: (per: ProcessDocument['per']) => void;
}

export function PerControl({ value, onChange }: PerControlProps) {
  const problem = useFieldProblem('per');
  const gap = typeof value === 'object' ? value.session : undefined;
  return (
    <SentenceControl
      label="One case per"
      value={gap === undefined ? 'customer' : `session (a gap of ${durationWords(gap)} ends it)`}
      problem={problem}
    >
      {(close) => (
        <DurationPicker
          label="Gap that ends a session"
          none="Customer, no sessions"
          value={gap}
          onPick={(session) => {
            onChange(session === undefined ? 'customer' : { session });
            close();
          }}
        />
      )}
    </SentenceControl>
  );
}
