import { Button, Popover, Select, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import type { CustomerShape } from '../../../api';
import { CloseIcon, count, SearchField } from '../../../design';
import type { CustomerSearch } from '../route';
import { periodDays, readPeriod } from './period';
import { shapeCounts } from './shape_counts';
import classes from './timeline.module.css';

const typingPauseMs = 200;

interface FiltersProps {
  search: CustomerSearch;
  shape: CustomerShape | undefined;
  onChange: (next: Partial<CustomerSearch>) => void;
}

/** What of the timeline is listed; all of it stands in the address. */
export function Filters({ search, shape, onChange }: FiltersProps) {
  const counts = useMemo(() => shapeCounts(shape), [shape]);
  const options = (list: { name: string; events: number }[], chosen: string | undefined) => {
    const known = list.map(({ name, events }) => ({ value: name, label: `${name} (${count(events)})` }));
    const missing = chosen !== undefined && !list.some(({ name }) => name === chosen);
    return missing ? [{ value: chosen, label: chosen }, ...known] : known;
  };
  return (
    <div className={classes.filters} role="search" aria-label="Filter events">
      <SearchField
        className={classes.search}
        size="xs"
        label="Search events"
        placeholder="Event or property"
        q={search.q ?? ''}
        onAsk={(q) => onChange({ q: q || undefined })}
        pauseMs={typingPauseMs}
      />
      <Select
        aria-label="Channel"
        placeholder="All channels"
        data={options(counts.channels, search.channel)}
        value={search.channel ?? null}
        onChange={(channel) => onChange({ channel: channel ?? undefined, open: undefined })}
        clearable
        size="xs"
        w={136}
      />
      <Select
        aria-label="Event"
        placeholder="All events"
        data={options(counts.events, search.event)}
        value={search.event ?? null}
        onChange={(event) => onChange({ event: event ?? undefined, open: undefined })}
        searchable
        clearable
        size="xs"
        w={150}
        comboboxProps={{ width: 260, position: 'bottom-start' }}
      />
      <PeriodButton search={search} onChange={onChange} />
      {search.role && (
        <Button rightSection={<CloseIcon size={11} />} onClick={() => onChange({ role: undefined })}>
          {search.role === 'error' ? 'Only errors' : 'Only contacts'}
        </Button>
      )}
    </div>
  );
}

function PeriodButton({ search, onChange }: Omit<FiltersProps, 'shape'>) {
  const days = periodDays(readPeriod(search.from, search.to));
  const chosen = search.from !== undefined || search.to !== undefined;
  return (
    <Popover position="bottom-start" trapFocus>
      <Popover.Target>
        <Button aria-pressed={chosen}>{chosen ? 'Period chosen' : 'Any period'}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Period" maw="calc(100vw - 24px)">
        <div className={classes.period}>
          <TextInput
            type="date"
            label="From"
            value={days.from}
            max={days.to}
            onChange={(event) => onChange({ from: event.currentTarget.value || undefined, open: undefined })}
          />
          <TextInput
            type="date"
            label="To"
            value={days.to}
            min={days.from}
            onChange={(event) => onChange({ to: event.currentTarget.value || undefined, open: undefined })}
          />
          <Button disabled={!chosen} onClick={() => onChange({ from: undefined, to: undefined })}>
            Any period
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
