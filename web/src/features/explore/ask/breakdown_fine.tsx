import type { Breakdown } from '../../../api';
import { Choice, NumberWord } from './controls';

interface BreakdownFineProps {
  value: Breakdown | undefined;
  onChange: (breakdown: Breakdown) => void;
  /** Of a funnel: the value may be taken at one of its steps. */
  steps?: number;
}

const topDefault = 5;

/** Where a dividing property is read, and how many groups there are. */
export function BreakdownFine({ value, onChange, steps = 0 }: BreakdownFineProps) {
  // Segments are all shown, and no event decides who is in them.
  if (value === undefined || 'segments' in value) return null;
  const touch = 'touch' in value ? value.touch : undefined;
  const code = typeof touch === 'object' ? `step:${touch.step}` : (touch ?? 'first');
  const options = [
    { value: 'first', label: 'first event' },
    { value: 'last', label: 'last event' },
    ...Array.from({ length: steps }, (_, at) => ({ value: `step:${at + 1}`, label: `step ${at + 1}` })),
  ];
  const top = value.top ?? topDefault;
  return (
    <>
      {'property' in value && (
        <>
          , divided by its value at the{' '}
          <Choice
            field="breakdown.touch"
            label="Where the value is read"
            value={code}
            options={options}
            onChange={(next) => {
              const step = /^step:(\d+)$/.exec(next)?.[1];
              onChange({ ...value, touch: step ? { step: Number(step) } : (next as 'first' | 'last') });
            }}
          />
        </>
      )}
      , the{' '}
      <NumberWord
        field="breakdown.top"
        label="Groups"
        value={top}
        min={1}
        max={50}
        word={`${top} largest`}
        onChange={(next) => onChange({ ...value, top: next })}
      />{' '}
      groups apart
    </>
  );
}
