import { Button, Popover, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { periodLabel, presets, readPeriod, type Period } from './home_search';
import classes from './pickers.module.css';

interface PeriodPickerProps {
  period: Period;
  onChange: (text: string | undefined) => void;
}

/** Last weeks, everything, or two days of one's own. */
export function PeriodPicker({ period, onChange }: PeriodPickerProps) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const choose = (text: string | undefined) => {
    onChange(text);
    close();
  };
  return (
    <Popover opened={opened} onChange={(next) => !next && close()} position="bottom-end" width={272} trapFocus returnFocus>
      <Popover.Target>
        <Button onClick={toggle} aria-haspopup="dialog" aria-label={`Period: ${periodLabel(period)}`}>
          {periodLabel(period)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label="Period">
        <ul className={classes.list}>
          {presets.map(({ key, label, days }) => {
            const on = period.kind !== 'days' && days === (period.kind === 'all' ? null : period.days);
            return (
              <li key={key}>
                <button
                  type="button"
                  className={classes.item}
                  aria-pressed={on}
                  onClick={() => choose(key === 'all' ? undefined : key)}
                >
                  {label}
                </button>
              </li>
            );
          })}
        </ul>
        <OwnDays period={period} onChoose={choose} />
        <p className={classes.hint}>Counted back from the last event.</p>
      </Popover.Dropdown>
    </Popover>
  );
}

function OwnDays({ period, onChoose }: { period: Period; onChoose: (text: string) => void }) {
  const [from, setFrom] = useState(period.kind === 'days' ? period.from : '');
  const [to, setTo] = useState(period.kind === 'days' ? period.to : '');
  const text = `${from}..${to}`;
  const whole = readPeriod(text).kind === 'days';
  const turned = from !== '' && to !== '' && from > to;
  return (
    <form
      className={classes.own}
      onSubmit={(event) => {
        event.preventDefault();
        if (whole) onChoose(text);
      }}
    >
      <TextInput type="date" label="From" value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
      <TextInput
        type="date"
        label="To, with that day"
        value={to}
        error={turned ? 'This is before the first day' : undefined}
        onChange={(e) => setTo(e.currentTarget.value)}
      />
      <Button type="submit" variant="filled" disabled={!whole}>
        Show these days
      </Button>
    </form>
  );
}
