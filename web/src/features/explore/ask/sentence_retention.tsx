import type { Bucket, LifecycleDocument, RetentionDocument, StickinessDocument } from '../../../api';
import { plural } from '../../../design';
import classes from './ask.module.css';
import { BreakdownControl } from './by_control';
import { BreakdownFine } from './breakdown_fine';
import { Common, Where, type SentenceProps } from './common_words';
import { Choice, NumberWord } from './controls';
import { PredicateControl } from './predicate_control';

type Span = NonNullable<RetentionDocument['bucket']>;

const spans: { value: Span; label: string; detail?: string }[] = [
  { value: '24h', label: '24 hours', detail: 'from each start' },
  { value: 'hour', label: 'hour', detail: 'from each start' },
  { value: 'day', label: 'day', detail: 'of the calendar' },
  { value: 'week', label: 'week', detail: 'from Monday' },
  { value: 'month', label: 'month', detail: 'of the calendar' },
];

/** How many periods the server counts when nothing is said. */
const usualPeriods: Record<Span, number> = { '24h': 14, day: 14, hour: 24, week: 8, month: 12 };

export function RetentionSentence({ document, onChange }: SentenceProps<RetentionDocument>) {
  const set = (patch: Partial<RetentionDocument>, again = false) => onChange({ ...document, ...patch }, again);
  const bucket = document.bucket ?? '24h';
  const mode = document.mode ?? 'on';
  const periods = document.periods ?? usualPeriods[bucket];
  const span = spans.find((each) => each.value === bucket)?.label ?? bucket;
  return (
    <>
      How many of <Common part="who" document={document} onChange={onChange} /> who did{' '}
      <PredicateControl
        field="start"
        label="Start"
        none="an event"
        value={document.start}
        onChange={(start, again) => set({ start: start ?? {} }, again)}
      />{' '}
      come back to do{' '}
      <PredicateControl
        field="return"
        label="Return"
        none="it again"
        value={document.return}
        onChange={(value, again) => set({ return: value }, again)}
      />{' '}
      <Choice
        field="mode"
        label="Counted as back"
        value={mode}
        options={[
          { value: 'on', label: 'in each', detail: 'in that very period' },
          { value: 'on_or_after', label: 'in or after each', detail: 'then or any time later' },
          { value: 'brackets', label: 'in brackets of', detail: '0, 1–2, 3–6, 7–13' },
        ]}
        onChange={(next) => set({ mode: next, ...(next === 'brackets' ? { periods: undefined } : { brackets: undefined }) })}
      />{' '}
      <Choice
        field="bucket"
        label="Period of return"
        value={bucket}
        word={mode === 'brackets' ? `${span}s`.replace('hourss', 'hours') : span}
        options={spans}
        onChange={(next) => set({ bucket: next, periods: undefined })}
      />
      {mode !== 'brackets' && (
        <>
          {' '}
          for{' '}
          <NumberWord
            field="periods"
            label="Periods"
            value={periods}
            min={1}
            max={366}
            word={plural(periods, 'period')}
            onChange={(next) => set({ periods: next })}
          />
        </>
      )}
      , <Common part="range" document={document} onChange={onChange} />, divided by{' '}
      <BreakdownControl value={document.breakdown} onChange={(breakdown) => set({ breakdown })} />?
      <div className={classes.fine}>
        Starting{' '}
        <Choice
          field="entry"
          label="Entry"
          value={document.entry ?? 'first_time'}
          options={[
            { value: 'first_time', label: 'the first time', detail: 'one cohort a customer' },
            { value: 'recurring', label: 'each time', detail: 'one start a cohort' },
          ]}
          onChange={(entry) => set({ entry })}
        />
        <BreakdownFine value={document.breakdown} onChange={(breakdown) => set({ breakdown })} />, looking at{' '}
        <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}

const buckets: { value: Bucket; label: string }[] = [
  { value: 'day', label: 'day' },
  { value: 'week', label: 'week' },
  { value: 'month', label: 'month' },
];

export function LifecycleSentence({ document, onChange }: SentenceProps<LifecycleDocument>) {
  const set = (patch: Partial<LifecycleDocument>, again = false) => onChange({ ...document, ...patch }, again);
  return (
    <>
      Of <Common part="who" document={document} onChange={onChange} />, who is new, stays, comes back or falls silent by{' '}
      <Choice
        field="bucket"
        label="Period"
        value={document.bucket ?? 'day'}
        options={buckets}
        onChange={(bucket) => set({ bucket })}
      />
      , active meaning <Active document={document} set={set} />, <Common part="range" document={document} onChange={onChange} />?
      <div className={classes.fine}>
        Looking at <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}

export function StickinessSentence({ document, onChange }: SentenceProps<StickinessDocument>) {
  const set = (patch: Partial<StickinessDocument>, again = false) => onChange({ ...document, ...patch }, again);
  return (
    <>
      On how many days of a{' '}
      <Choice
        field="period"
        label="Period"
        value={document.period ?? 'month'}
        options={buckets.slice(1) as { value: 'week' | 'month'; label: string }[]}
        onChange={(period) => set({ period })}
      />{' '}
      are <Common part="who" document={document} onChange={onChange} /> active, meaning{' '}
      <Active document={document} set={set} />, <Common part="range" document={document} onChange={onChange} />?
      <div className={classes.fine}>
        Looking at <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}

interface ActiveProps<Document> {
  document: Document;
  set: (patch: Partial<Document>, again: boolean) => void;
}

function Active<Document extends LifecycleDocument | StickinessDocument>({ document, set }: ActiveProps<Document>) {
  return (
    <PredicateControl
      field="match"
      label="Active"
      none="any event"
      value={document.match}
      onChange={(match, again) => set({ match } as Partial<Document>, again)}
    />
  );
}
