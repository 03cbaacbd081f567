import { Checkbox, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useId } from 'react';
import { usePurposes, type ExportRequest, type ExportWhat } from '../../api';
import classes from './exports.module.css';
import shared from './privacy.module.css';

interface WhatControlProps {
  what: ExportWhat;
  onWhat: (what: ExportWhat) => void;
}

export function WhatControl({ what, onWhat }: WhatControlProps) {
  return (
    <SegmentedControl
      aria-label="What to export"
      data={[
        { value: 'events', label: 'Events' },
        { value: 'customers', label: 'Customers' },
      ]}
      value={what}
      onChange={(value) => onWhat(value as ExportWhat)}
    />
  );
}

interface ExportSettingsProps {
  asked: ExportRequest;
  onChange: (asked: ExportRequest) => void;
}

/** Everything that is not about a single column. */
export function ExportSettings({ asked, onChange }: ExportSettingsProps) {
  const purposes = usePurposes().data?.purposes ?? [];
  const times = useId();
  const set = (part: Partial<ExportRequest>) => onChange({ ...asked, ...part });
  const grouped = asked.columns.some(({ quasi_identifier }) => quasi_identifier);
  const dayOf = (text: string | null) => text?.slice(0, 10) ?? '';
  return (
    <>
      <div className={classes.pair}>
        <TextInput type="date" label="From" value={dayOf(asked.from)} onChange={(event) => set({ from: event.currentTarget.value || null })} />
        <TextInput type="date" label="Before" value={dayOf(asked.to)} onChange={(event) => set({ to: event.currentTarget.value || null })} />
      </div>
      <div>
        <p className={shared.label} id={times}>
          Times
        </p>
        <SegmentedControl
          fullWidth
          aria-labelledby={times}
          data={[
            { value: 'exact', label: 'Exact' },
            { value: 'day', label: 'To the day' },
            { value: 'shifted', label: 'Shifted' },
          ]}
          value={asked.times}
          onChange={(value) => set({ times: value as ExportRequest['times'] })}
        />
        <p className={shared.note}>{timesWords[asked.times]}</p>
      </div>
      <div className={classes.pair}>
        <Select
          label="Only who agreed to"
          placeholder="Nobody is asked"
          data={purposes.map(({ id, name }) => ({ value: id, label: name }))}
          value={asked.only_with}
          onChange={(only_with) => set({ only_with })}
          clearable
        />
        <NumberInput
          label="Smallest group (k)"
          description={grouped ? undefined : 'Mark columns that others may know'}
          min={1}
          max={1000}
          allowDecimal={false}
          disabled={!grouped}
          value={asked.k}
          onChange={(value) => set({ k: Math.min(1000, Math.max(1, Number(value) || 1)) })}
        />
      </div>
      <div className={classes.pair}>
        <Select
          label="Format"
          data={[
            { value: 'csv', label: 'CSV' },
            { value: 'parquet', label: 'Parquet' },
            { value: 'jsonl', label: 'JSON lines' },
          ]}
          value={asked.format}
          onChange={(value) => value && set({ format: value as ExportRequest['format'] })}
          allowDeselect={false}
        />
        <Checkbox
          className={classes.key}
          label="Can be joined with other exports"
          description="Uses the key that the workspace keeps; else one that is thrown away"
          checked={asked.key === 'of_the_workspace'}
          onChange={(event) => set({ key: event.currentTarget.checked ? 'of_the_workspace' : 'of_this_export' })}
        />
      </div>
    </>
  );
}

const timesWords: Record<ExportRequest['times'], string> = {
  exact: 'As they are. Who knows when somebody did something finds them.',
  day: 'The day alone.',
  shifted: 'Each customer’s by a secret number of days: order and gaps stay.',
};
