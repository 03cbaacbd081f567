import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useProperties, type Measure, type MeasureCount, type SessionsDocument, type TrendDocument } from '../../../api';
import { PickList, SentenceControl, type Pick } from '../../../design';
import classes from './ask.module.css';
import { BreakdownControl, ByControl } from './by_control';
import { Common, Where, type SentenceProps } from './common_words';
import { Choice, DurationWord } from './controls';
import { useFieldProblem } from './field_problem';
import { PredicateControl } from './predicate_control';

type Span = NonNullable<TrendDocument['bucket']> | 'fitting';

const spans: { value: Span; label: string; detail?: string }[] = [
  { value: 'fitting', label: 'period', detail: 'as the length of time asks' },
  { value: 'hour', label: 'hour' },
  { value: 'day', label: 'day' },
  { value: 'week', label: 'week' },
  { value: 'month', label: 'month' },
];

interface SpanWordProps {
  value: TrendDocument['bucket'];
  onChange: (bucket: TrendDocument['bucket']) => void;
}

function SpanWord({ value, onChange }: SpanWordProps) {
  return (
    <Choice
      field="bucket"
      label="By period"
      value={value ?? 'fitting'}
      options={spans}
      onChange={(next) => onChange(next === 'fitting' ? undefined : next)}
    />
  );
}

const measuresMost = 10;
const letters = 'ABCDEFGHIJ';

export function TrendSentence({ document, onChange }: SentenceProps<TrendDocument>) {
  const set = (patch: Partial<TrendDocument>, again = false) => onChange({ ...document, ...patch }, again);
  const { measures } = document;
  const change = (at: number, measure: Measure | null, again = false) =>
    set({ measures: measures.flatMap((each, index) => (index === at ? (measure ? [measure] : []) : [each])) }, again);
  return (
    <>
      How did{' '}
      {measures.map((measure, at) => (
        <span key={at}>
          {at > 0 && (at === measures.length - 1 ? ' and ' : ', ')}
          {measures.length > 1 && <b>{letters[at]}: </b>}
          <CountWord value={measure.count} at={at} onChange={(count) => change(at, { ...measure, count })} /> of{' '}
          <PredicateControl
            field={`measures[${at}].match`}
            label={`Measure ${letters[at] ?? ''}`}
            none="all events"
            value={measure.match}
            onChange={(match, again) => change(at, { ...measure, match }, again)}
          />
          {measures.length > 1 && (
            <button
              type="button"
              className={classes.quiet}
              aria-label={`Remove measure ${letters[at] ?? ''}`}
              onClick={() => change(at, null)}
            >
              ×
            </button>
          )}
        </span>
      ))}{' '}
      {measures.length < measuresMost && (
        <button
          type="button"
          className={classes.quiet}
          aria-label="Add a measure"
          onClick={() => set({ measures: [...measures, {}] })}
        >
          +
        </button>
      )}{' '}
      change among <Common part="who" document={document} onChange={onChange} /> by{' '}
      <SpanWord value={document.bucket} onChange={(bucket) => set({ bucket })} />,{' '}
      <Common part="range" document={document} onChange={onChange} />, divided by{' '}
      <BreakdownControl value={document.breakdown} onChange={(breakdown) => set({ breakdown })} />?
      <div className={classes.fine}>
        Computing <FormulaWord value={document.formula} onChange={(formula) => set({ formula })} />, with{' '}
        <Choice
          field="bands"
          label="Expected values"
          value={document.bands ? 'yes' : 'no'}
          options={[
            { value: 'yes', label: 'what was to be expected' },
            { value: 'no', label: 'no expected values' },
          ]}
          onChange={(bands) => set({ bands: bands === 'yes' ? true : undefined })}
        />
        , beside{' '}
        <Choice
          field="previous"
          label="The period before"
          value={document.previous ? 'yes' : 'no'}
          options={[
            { value: 'yes', label: 'the period before' },
            { value: 'no', label: 'nothing before' },
          ]}
          onChange={(previous) => set({ previous: previous === 'yes' ? true : undefined })}
        />
        , looking at <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}

const plainCounts: Pick[] = [
  { value: 'events', label: 'the number' },
  { value: 'customers', label: 'the customers' },
  { value: 'sessions', label: 'the sessions' },
  { value: 'per_customer', label: 'the number per customer' },
];
const ofProperty = ['sum', 'average', 'median', 'min', 'max'] as const;

function CountWord({ value = 'events', at, onChange }: { value?: MeasureCount; at: number; onChange: (count: MeasureCount) => void }) {
  const problem = useFieldProblem(`measures[${at}].count`);
  const properties = (useProperties().data ?? []).filter((item) => item.kind === 'property');
  const [operation, property] = typeof value === 'string' ? [value, ''] : (Object.entries(value)[0] ?? ['events', '']);
  const words =
    property === '' ? (plainCounts.find((each) => each.value === operation)?.label ?? operation) : `the ${operation} of ${property}`;
  const options: Pick[] = [
    ...plainCounts,
    ...ofProperty.flatMap((each) =>
      properties.map((item) => ({ value: `${each}:${item.property}`, label: `${each} of ${item.property}`, group: 'Of a property' })),
    ),
  ];
  return (
    <SentenceControl label={`Counted for ${letters[at] ?? ''}`} value={words} problem={problem}>
      {(close) => (
        <PickList
          options={options}
          chosen={[property === '' ? operation : `${operation}:${property}`]}
          placeholder="What is counted"
          onPick={(pick) => {
            const [, name, of] = /^([a-z]+):(.+)$/s.exec(pick) ?? [];
            onChange(name === undefined ? (pick as MeasureCount) : ({ [name]: of } as MeasureCount));
            close();
          }}
        />
      )}
    </SentenceControl>
  );
}

function FormulaWord({ value, onChange }: { value: string | undefined; onChange: (formula: string | undefined) => void }) {
  const problem = useFieldProblem('formula');
  const [text, setText] = useState(value ?? '');
  return (
    <SentenceControl label="Formula" value={value ?? 'nothing further'} problem={problem}>
      {(close) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onChange(text.trim() === '' ? undefined : text.trim());
            close();
          }}
        >
          <TextInput
            label="Formula"
            description="Measures by their letters, such as A / B * 100"
            data-autofocus
            size="sm"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit" className={classes.apply}>
            Apply
          </button>
        </form>
      )}
    </SentenceControl>
  );
}

export function SessionsSentence({ document, onChange }: SentenceProps<SessionsDocument>) {
  const set = (patch: Partial<SessionsDocument>) => onChange({ ...document, ...patch });
  return (
    <>
      What are the sessions of <Common part="who" document={document} onChange={onChange} /> like, ended by a gap of{' '}
      <DurationWord field="gap" label="Gap" none="30 min" value={document.gap} onChange={(gap) => set({ gap })} />, beginning and
      ending by <ByControl value={document.by} onChange={(by) => set({ by })} />, by{' '}
      <SpanWord value={document.bucket} onChange={(bucket) => set({ bucket })} />,{' '}
      <Common part="range" document={document} onChange={onChange} />?
      <div className={classes.fine}>
        Looking at <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}
