import { useProperties, type AttributionDocument, type By, type DriversDocument } from '../../../api';
import { PickList, SentenceControl } from '../../../design';
import classes from './ask.module.css';
import { ByControl } from './by_control';
import { Common, Where, type SentenceProps } from './common_words';
import { Choice, DurationWord, NumberWord } from './controls';
import { useFieldProblem } from './field_problem';
import { PredicateControl } from './predicate_control';

export function DriversSentence({ document, onChange }: SentenceProps<DriversDocument>) {
  const set = (patch: Partial<DriversDocument>, again = false) => onChange({ ...document, ...patch }, again);
  const fdr = document.fdr ?? 0.05;
  return (
    <>
      What do those of <Common part="who" document={document} onChange={onChange} /> do differently who reach{' '}
      <PredicateControl
        field="outcome"
        label="Outcome"
        none="an outcome"
        value={document.outcome}
        onChange={(outcome, again) => set({ outcome: outcome ?? {} }, again)}
      />{' '}
      within{' '}
      <DurationWord field="within" label="Time to the outcome" none="30 days" value={document.within} onChange={(within) => set({ within })} />, in
      the first{' '}
      <DurationWord field="observe" label="Time looked at" none="7 days" value={document.observe} onChange={(observe) => set({ observe })} />{' '}
      after{' '}
      <PredicateControl
        field="start"
        label="Start"
        none="their first event"
        value={document.start}
        onChange={(start, again) => set({ start }, again)}
      />
      , <Common part="range" document={document} onChange={onChange} />?
      <div className={classes.fine}>
        Leaving out{' '}
        <PredicateControl
          field="hide"
          label="Events left out"
          none="nothing"
          value={document.hide}
          onChange={(hide, again) => set({ hide }, again)}
        />
        , with at most{' '}
        <Choice
          field="fdr"
          label="False discoveries"
          value={String(fdr)}
          options={[0.01, 0.05, 0.1, 0.2].map((each) => ({ value: String(each), label: `${each * 100} % false` }))}
          onChange={(value) => set({ fdr: Number(value) })}
        />
        , showing{' '}
        <NumberWord
          field="limit"
          label="Shown"
          value={document.limit ?? 50}
          min={1}
          max={500}
          word={String(document.limit ?? 50)}
          onChange={(limit) => set({ limit })}
        />
        , looking at <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}

export function AttributionSentence({ document, onChange }: SentenceProps<AttributionDocument>) {
  const set = (patch: Partial<AttributionDocument>, again = false) => onChange({ ...document, ...patch }, again);
  return (
    <>
      Which <ByControl value={(document.by as By | undefined) ?? 'channel'} onChange={(by) => set({ by })} /> earns the credit when{' '}
      <Common part="who" document={document} onChange={onChange} /> come to{' '}
      <PredicateControl
        field="conversion"
        label="Conversion"
        none="a conversion"
        value={document.conversion}
        onChange={(conversion, again) => set({ conversion: conversion ?? {} }, again)}
      />{' '}
      within{' '}
      <DurationWord
        field="lookback"
        label="Look-back"
        none="any time"
        value={document.lookback}
        onChange={(lookback) => set({ lookback })}
      />
      , <Common part="range" document={document} onChange={onChange} />?
      <div className={classes.fine}>
        Worth <ValueWord value={document.value} onChange={(value) => set({ value })} />, counting{' '}
        <Choice
          field="count"
          label="Conversions counted"
          value={document.count ?? 'each'}
          options={[
            { value: 'each', label: 'every conversion' },
            { value: 'first', label: 'the first conversion', detail: 'one a customer' },
          ]}
          onChange={(count) => set({ count })}
        />
        , touches being{' '}
        <PredicateControl
          field="touches"
          label="Touches"
          none="all other events"
          value={document.touches}
          onChange={(touches, again) => set({ touches }, again)}
        />
        , repeats{' '}
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
        , looking at <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}

const nothing = 'one each';

function ValueWord({ value, onChange }: { value: string | undefined; onChange: (value: string | undefined) => void }) {
  const problem = useFieldProblem('value');
  const properties = (useProperties().data ?? []).filter((item) => item.kind === 'property');
  return (
    <SentenceControl label="Value" value={value ?? nothing} problem={problem}>
      {(close) => (
        <PickList
          options={[{ value: nothing }, ...properties.map((item) => ({ value: `property:${item.property}`, label: item.property }))]}
          chosen={[value === undefined ? nothing : `property:${value}`]}
          placeholder="Value"
          onPick={(pick) => {
            onChange(pick === nothing ? undefined : pick.slice('property:'.length));
            close();
          }}
        />
      )}
    </SentenceControl>
  );
}
