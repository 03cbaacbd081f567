import { Button, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Duration } from '../../../api';
import { SentenceControl } from '../../../design';
import { inclusiveDays, rangeOfDays } from '../../explore/ask/period';
import { durationWords, readDuration } from '../../explore/ask/duration_words';
import type { When } from '../rule/node';
import { whenWords } from '../rule/words';
import classes from './builder.module.css';

const usual = ['24h', '7d', '14d', '30d', '60d', '90d', '180d', '365d'];
const units = [
  { value: 'm', label: 'minutes' },
  { value: 'h', label: 'hours' },
  { value: 'd', label: 'days' },
  { value: 'w', label: 'weeks' },
];

interface WhenWordProps {
  when: When;
  onChange: (when: When) => void;
  /** How "ever" reads here. */
  ever?: string;
}

export function WhenWord({ when, onChange, ever = 'ever' }: WhenWordProps) {
  const words = whenWords(when);
  return (
    <SentenceControl label="when" value={words === 'ever' ? ever : words} width={300}>
      {() => <WhenEditor when={when} onChange={onChange} />}
    </SentenceControl>
  );
}

type Way = 'last' | 'dates' | 'ever';

function WhenEditor({ when, onChange }: { when: When; onChange: (when: When) => void }) {
  const [way, setWay] = useState<Way>(when.last !== undefined ? 'last' : when.from !== undefined || when.to !== undefined ? 'dates' : 'ever');
  const { first, last } = inclusiveDays({ from: when.from, to: when.to });
  const go = (next: Way) => {
    setWay(next);
    if (next === 'ever') onChange({});
    if (next === 'last') onChange({ last: when.last ?? '30d' });
  };
  const days = (from: string, to: string) => {
    // Not whole yet, or the wrong way round: the rule keeps what it has.
    if (from !== '' && to !== '' && to < from) return;
    const range = rangeOfDays(from, to);
    onChange({ from: range?.from, to: range?.to });
  };
  return (
    <div className={classes.editor}>
      <SegmentedControl
        fullWidth
        aria-label="When"
        data={[
          { value: 'last', label: 'In the last' },
          { value: 'dates', label: 'Dates' },
          { value: 'ever', label: 'Ever' },
        ]}
        value={way}
        onChange={(next) => go(next as Way)}
      />
      {way === 'last' && <DurationEditor value={when.last ?? '30d'} onChange={(next) => onChange({ last: next })} />}
      {way === 'dates' && (
        <div className={classes.pair}>
          <TextInput size="xs" type="date" label="First day" defaultValue={first} onChange={(event) => days(event.currentTarget.value, last)} />
          <TextInput size="xs" type="date" label="Last day" defaultValue={last} onChange={(event) => days(first, event.currentTarget.value)} />
        </div>
      )}
      {way === 'ever' && <p className={classes.hint}>However long ago.</p>}
    </div>
  );
}

export function DurationEditor({ value, onChange }: { value: Duration; onChange: (value: string) => void }) {
  const parts = /^(\d+(?:\.\d+)?) (\w+?)s?$/.exec(durationWords(value));
  const amount = Number(parts?.[1] ?? 30);
  const unit = units.find(({ label }) => label.startsWith(parts?.[2] ?? 'day'))?.value ?? 'd';
  const change = (nextAmount: number, nextUnit: string) => {
    const read = readDuration(`${nextAmount}${nextUnit}`);
    if (read !== null) onChange(read);
  };
  return (
    <>
      <div className={classes.pair}>
        <NumberInput
          size="xs"
          aria-label="How many"
          min={1}
          value={amount}
          onChange={(next) => typeof next === 'number' && next > 0 && change(next, unit)}
        />
        <Select
          size="xs"
          aria-label="Unit"
          data={units}
          value={unit}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          onChange={(next) => change(amount, next ?? 'd')}
        />
      </div>
      <div className={classes.quick}>
        {usual.map((each) => (
          <Button key={each} variant="subtle" aria-pressed={each === value} onClick={() => onChange(each)}>
            {durationWords(each)}
          </Button>
        ))}
      </div>
    </>
  );
}

/** "within 7 days", or as long as it takes. */
export function WithinWord({ value, onChange }: { value: Duration | undefined; onChange: (value: Duration | undefined) => void }) {
  return (
    <SentenceControl label="how fast" value={value === undefined ? 'at any time later' : `within ${durationWords(value)}`} width={300}>
      {() => (
        <div className={classes.editor}>
          <SegmentedControl
            fullWidth
            aria-label="How fast"
            data={[
              { value: 'within', label: 'Within' },
              { value: 'any', label: 'At any time later' },
            ]}
            value={value === undefined ? 'any' : 'within'}
            onChange={(next) => onChange(next === 'any' ? undefined : (value ?? '7d'))}
          />
          {value !== undefined && <DurationEditor value={value} onChange={onChange} />}
        </div>
      )}
    </SentenceControl>
  );
}
