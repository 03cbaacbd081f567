import { useAccountsKnown, type FunnelDocument } from '../../../api';
import classes from './ask.module.css';
import { BreakdownControl } from './by_control';
import { BreakdownFine } from './breakdown_fine';
import { Common, Where, type SentenceProps } from './common_words';
import { Choice, DurationWord } from './controls';
import { FunnelSteps } from './funnel_steps';

const never = 'never';
const presetNames = { clickhouse: 'ClickHouse', posthog: 'PostHog', mixpanel: 'Mixpanel', amplitude: 'Amplitude' };

export function FunnelSentence({ document, onChange }: SentenceProps<FunnelDocument>) {
  const set = (patch: Partial<FunnelDocument>, again = false) => onChange({ ...document, ...patch }, again);
  const accounts = countsAccounts(document);
  const known = useAccountsKnown().data?.total ?? 0;
  return (
    <>
      How many{' '}
      {(accounts || (known > 0 && document.preset === undefined)) && (
        <>
          <Choice
            field="by"
            label="What is counted"
            value={accounts ? 'account' : 'profile'}
            options={[
              { value: 'profile', label: 'customers' },
              { value: 'account', label: 'accounts', detail: 'one member goes on where another was' },
            ]}
            onChange={(by) =>
              by === 'profile'
                ? set({ by: undefined, breakdown: ofBoth(document.breakdown) })
                : set({ by: 'account', breakdown: ofBoth(document.breakdown) })
            }
          />{' '}
        </>
      )}
      of <Common part="who" document={document} onChange={onChange} /> get through these steps within{' '}
      <DurationWord
        field="window"
        label="Time limit"
        none="any time"
        value={document.window}
        onChange={(window) => set({ window })}
      />
      , <Common part="range" document={document} onChange={onChange} />, divided by{' '}
      <BreakdownControl
        accounts={accounts}
        value={document.breakdown}
        onChange={(breakdown) => set({ breakdown })}
      />
      ?
      <FunnelSteps steps={document.steps} onChange={(steps, again) => set({ steps }, again)} />
      <div className={classes.fine}>
        {document.preset === undefined ? (
          <>
            Steps{' '}
            <Choice
              field="order"
              label="Order of the steps"
              value={document.order ?? 'ordered'}
              options={[
                { value: 'ordered', label: 'in this order', detail: 'other events may come between' },
                { value: 'strict', label: 'right after one another', detail: 'no other event between' },
                { value: 'any', label: 'in any order' },
              ]}
              onChange={(order) => set({ order: order === 'ordered' ? undefined : order })}
            />
            , counting{' '}
            <Choice
              field="attempt"
              label="Which attempt counts"
              value={document.attempt ?? 'best'}
              options={[
                { value: 'best', label: 'the attempt that gets furthest' },
                { value: 'first', label: 'the first attempt' },
                { value: 'latest', label: 'the latest attempt', detail: 'with the last entry before step 2' },
                { value: 'all', label: 'every attempt', detail: 'one after another' },
              ]}
              onChange={(attempt) => set({ attempt: attempt === 'best' ? undefined : attempt })}
            />
            , over time by{' '}
          </>
        ) : (
          <>Counted as {presetNames[document.preset]} does, over time by{' '}</>
        )}
        <Choice
          field="trend"
          label="Trend"
          value={document.trend ?? never}
          options={[
            { value: never, label: 'nothing', detail: 'no trend' },
            { value: 'day', label: 'day' },
            { value: 'week', label: 'week' },
            { value: 'month', label: 'month' },
          ]}
          onChange={(trend) => set({ trend: trend === never ? undefined : (trend as 'day') })}
        />
        <BreakdownFine
          value={document.breakdown}
          steps={document.steps.length}
          onChange={(breakdown) => set({ breakdown })}
        />
        , looking at <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}

export function countsAccounts({ by }: FunnelDocument): boolean {
  return by === 'account' || (typeof by === 'object' && 'account' in by);
}

/** What both customers and accounts can be divided by: their events. */
function ofBoth(breakdown: FunnelDocument['breakdown']): FunnelDocument['breakdown'] {
  return breakdown !== undefined && ('trait' in breakdown || 'segments' in breakdown) ? undefined : breakdown;
}
