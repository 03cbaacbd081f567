import { Slider } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ProcessDocument } from '../../../api';
import { SentenceControl, share } from '../../../design';
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
        Showing <DetailSlider value={document.detail ?? 1} onChange={(detail) => set({ detail })} /> of the
        edges, hiding{' '}
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

interface DetailSliderProps {
  value: number;
  onChange: (value: number) => void;
}

/** Asks when the thumb is let go, not on the way. */
function DetailSlider({ value, onChange }: DetailSliderProps) {
  const [shown, setShown] = useState(value * 100);
  const problem = useFieldProblem('detail');
  useEffect(() => setShown(value * 100), [value]);
  return (
    <span className={classes.slider} title={problem}>
      <Slider
        size="sm"
        color={problem ? 'pain' : 'accent'}
        min={0}
        max={100}
        step={5}
        label={null}
        value={shown}
        thumbLabel="Share of the edges shown"
        onChange={setShown}
        onChangeEnd={(end) => onChange(end / 100)}
      />
      {share(shown / 100)}
    </span>
  );
}

interface PerControlProps {
  value: ProcessDocument['per'];
  onChange: (per: ProcessDocument['per']) => void;
}

function PerControl({ value, onChange }: PerControlProps) {
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
