import { Button, Popover, Select, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useRef } from 'react';
import type { CustomerTimeline, EventKind, FilterCount } from '../../../api';
import { CloseIcon, count, SearchField } from '../../../design';
import type { CustomerSearch } from '../route';
import { noChannel } from '../no_channel';
import { kindNames } from './kind_face';
import { periodDays, readPeriod } from './period';
import classes from './timeline.module.css';

const typingPauseMs = 200;
/** How the server calls what events are without. */
const withoutOne = '(none)';

export type Change = (next: Partial<CustomerSearch>, how?: { replace?: boolean }) => void;

interface FiltersProps {
  search: CustomerSearch;
  counts: CustomerTimeline['counts'] | undefined;
  onChange: Change;
}

type Chosen = 'channel' | 'event' | 'touchpoint' | 'stage' | 'source';
const choices: { field: Chosen; label: string; all: string; from: keyof CustomerTimeline['counts'] }[] = [
  { field: 'channel', label: 'Channel', all: 'All channels', from: 'channels' },
  { field: 'event', label: 'Event', all: 'All events', from: 'events' },
  { field: 'stage', label: 'Stage', all: 'All stages', from: 'stages' },
  { field: 'touchpoint', label: 'Touchpoint', all: 'All touchpoints', from: 'touchpoints' },
  { field: 'source', label: 'Source', all: 'All sources', from: 'sources' },
];

/** What of the timeline is listed; all of it stands in the address. */
export function Filters({ search, counts, onChange }: FiltersProps) {
  const field = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => field.current?.focus()]]);
  return (
    <div className={classes.filters} role="search" aria-label="Filter events">
      <div className={classes.filterLine}>
        <SearchField
          ref={field}
          className={classes.search}
          size="xs"
          label="Search events"
          placeholder="Search names and values"
          q={search.q ?? ''}
          onAsk={(q) => onChange({ q: q || undefined, at: undefined }, { replace: true })}
          pauseMs={typingPauseMs}
        />
        <MoreFilters search={search} counts={counts} onChange={onChange} />
        <ActiveFilters search={search} onChange={onChange} />
      </div>
      <Kinds search={search} counts={counts?.kinds ?? []} onChange={onChange} />
    </div>
  );
}

/** Every kind that the customer has events of, with how many. */
function Kinds({ search, counts, onChange }: { search: CustomerSearch; counts: FilterCount[]; onChange: Change }) {
  const listed = counts.map(({ value, events }) => ({ kind: value as EventKind, events }));
  if (search.kind && !listed.some(({ kind }) => kind === search.kind)) {
    listed.push({ kind: search.kind, events: 0 });
  }
  if (listed.length < 2 && !search.kind) return null;
  return (
    <div className={classes.kinds} role="group" aria-label="Kind of event">
      {listed.map(({ kind, events }) => (
        <button
          key={kind}
          type="button"
          className={classes.kind}
          aria-pressed={search.kind === kind}
          onClick={() => onChange({ kind: search.kind === kind ? undefined : kind, open: undefined, at: undefined })}
        >
          {kindNames[kind]} <span className={classes.n}>{count(events)}</span>
        </button>
      ))}
    </div>
  );
}

function MoreFilters({ search, counts, onChange }: FiltersProps) {
  const days = periodDays(readPeriod(search.from, search.to));
  const chosen = choices.filter(({ field }) => search[field] !== undefined).length + Number(search.from !== undefined || search.to !== undefined);
  return (
    <Popover position="bottom-start" trapFocus>
      <Popover.Target>
        <Button aria-pressed={chosen > 0}>{chosen > 0 ? `Filters, ${chosen} set` : 'Filters'}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Filters" maw="calc(100vw - 24px)">
        <div className={classes.choices}>
          {choices.map(({ field, label, all, from }) => (
            <Select
              key={field}
              label={label}
              placeholder={all}
              data={options(counts?.[from] ?? [], search[field], field)}
              value={search[field] ?? null}
              onChange={(value) => onChange({ [field]: value ?? undefined, open: undefined, at: undefined })}
              searchable
              clearable
              openOnFocus={false}
              comboboxProps={{ withinPortal: false }}
            />
          ))}
          <div className={classes.period}>
            <TextInput
              type="date"
              label="From"
              value={days.from}
              max={days.to}
              onChange={(event) => onChange({ from: event.currentTarget.value || undefined, open: undefined, at: undefined })}
            />
            <TextInput
              type="date"
              label="To"
              value={days.to}
              min={days.from}
              onChange={(event) => onChange({ to: event.currentTarget.value || undefined, open: undefined, at: undefined })}
            />
          </div>
          <TextInput
            type="date"
            label="Go to a day"
            value={search.at?.slice(0, 10) ?? ''}
            onChange={(event) => onChange({ at: event.currentTarget.value || undefined, open: undefined })}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function options(counts: FilterCount[], chosen: string | undefined, field: Chosen) {
  const named = counts.map(({ value, events }) => {
    const name = value === withoutOne && field === 'channel' ? noChannel : value;
    return { value: name, label: `${name === withoutOne ? `no ${field}` : name} (${count(events)})` };
  });
  const missing = chosen !== undefined && !named.some(({ value }) => value === chosen);
  return missing ? [{ value: chosen, label: chosen }, ...named] : named;
}

/** What is set and does not show elsewhere, each with the way to take it back. */
function ActiveFilters({ search, onChange }: { search: CustomerSearch; onChange: Change }) {
  const days = periodDays(readPeriod(search.from, search.to));
  const set: { name: string; clear: Partial<CustomerSearch> }[] = choices
    .filter(({ field }) => search[field] !== undefined)
    .map(({ field }) => ({
      name: search[field] === withoutOne ? `No ${field}` : (search[field] as string),
      clear: { [field]: undefined },
    }));
  if (search.from !== undefined || search.to !== undefined) {
    const name = days.from === days.to ? days.from : `${days.from || 'start'} to ${days.to || 'now'}`;
    set.push({ name, clear: { from: undefined, to: undefined } });
  }
  if (search.role) set.push({ name: search.role === 'error' ? 'Only errors' : 'Only contacts', clear: { role: undefined } });
  return set.map(({ name, clear }) => (
    <Button
      key={Object.keys(clear)[0]}
      className={classes.active}
      rightSection={<CloseIcon size={11} />}
      aria-label={`Take the filter ${name} away`}
      onClick={() => onChange({ ...clear, open: undefined })}
    >
      {name}
    </Button>
  ));
}
