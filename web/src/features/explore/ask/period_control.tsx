import { TextInput } from '@mantine/core';
import { useStatus, type Range } from '../../../api';
import { PickList, SentenceControl } from '../../../design';
import classes from './ask.module.css';
import { useFieldProblem } from './field_problem';
import { inclusiveDays, presetRange, presets, rangeOfDays, rangeWords } from './period';

interface PeriodControlProps {
  value: Range | undefined;
  onChange: (range: Range | undefined) => void;
}

const allTime = 'all';

/** The period: all time, the last so many days of the data, or two days. */
export function PeriodControl({ value, onChange }: PeriodControlProps) {
  const problem = useFieldProblem('range');
  const last = useStatus().data?.last_event ?? null;
  const days = inclusiveDays(value);
  const chosen = presets.find((preset) => {
    if (!last || !value) return false;
    const range = presetRange(preset.days, last);
    return range.from === value.from && range.to === value.to;
  });
  return (
    <SentenceControl
      label="Period"
      value={value === undefined ? 'all time' : (chosen?.label.toLowerCase() ?? rangeWords(value))}
      width={300}
      problem={problem}
    >
      {(close) => (
        <>
          <PickList
            placeholder="Period"
            options={[
              { value: allTime, label: 'All time' },
              ...(last
                ? presets.map((preset) => ({
                    value: preset.value,
                    label: preset.label,
                    detail: rangeWords(presetRange(preset.days, last)),
                  }))
                : []),
            ]}
            chosen={[value === undefined ? allTime : (chosen?.value ?? '')]}
            onPick={(pick) => {
              const preset = presets.find((each) => each.value === pick);
              onChange(preset && last ? presetRange(preset.days, last) : undefined);
              close();
            }}
          />
          <div className={classes.range}>
            <TextInput
              type="date"
              size="xs"
              label="First day"
              defaultValue={days.first}
              max={days.last || undefined}
              onBlur={(event) => {
                const first = event.currentTarget.value;
                if (first !== days.first) onChange(rangeOfDays(first, days.last));
              }}
            />
            <TextInput
              type="date"
              size="xs"
              label="Last day"
              defaultValue={days.last}
              min={days.first || undefined}
              onBlur={(event) => {
                const to = event.currentTarget.value;
                if (to !== days.last) onChange(rangeOfDays(days.first, to));
              }}
            />
          </div>
        </>
      )}
    </SentenceControl>
  );
}
