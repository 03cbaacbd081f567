import { Button, Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSegments } from '../../../api';
import { PickList } from '../../../design';
import type { About } from '../engine/fields';
import { useEditor } from '../editor/editor_context';
import { useNumbers } from './numbers_context';
import { daysOfPeriod, isPeriod, periodPresets, periodWords } from './periods';
import classes from './panel/numbers_panel.module.css';

export interface AskedNumbers {
  period?: string | undefined;
  segment?: string | undefined;
}

interface NumbersBarProps {
  about: About;
  /** undefined: as the map says. */
  onAsk: (asked: AskedNumbers) => void;
}

/** Of which period and of whom the numbers are; kept in the address until somebody makes it the map's own. */
export function NumbersBar({ about, onAsk }: NumbersBarProps) {
  const { period, segment, view } = useNumbers();
  const segments = useSegments();
  const own = { period: about.period ?? 'all', segment: about.segment ?? 'all' };
  const nameOf = (id: string) => (id === 'all' ? 'Everyone' : (segments.data?.items.find((one) => one.id === id)?.name ?? view?.numbers.segment?.name ?? 'Segment'));
  return (
    <>
      <Picker label="Period" text={periodWords(period)} field="period" value={period} own={own.period} ownWords={periodWords(own.period)} onAsk={onAsk}>
        {(close) => (
          <>
            <PickList placeholder="Period" options={periodPresets.map(({ value, label }) => ({ value, label }))} chosen={[period]} onPick={(value) => { onAsk({ period: value === own.period ? undefined : value }); close(); }} />
            <Days period={period} onPick={(value) => onAsk({ period: value === own.period ? undefined : value })} />
          </>
        )}
      </Picker>
      <Picker label="Segment" text={nameOf(segment)} field="segment" value={segment} own={own.segment} ownWords={nameOf(own.segment)} onAsk={onAsk}>
        {(close) => (
          <PickList
            placeholder="Segment" loading={segments.isPending} chosen={[segment]}
            options={[{ value: 'all', label: 'Everyone' }, ...(segments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
            onPick={(value) => { onAsk({ segment: value === own.segment ? undefined : value }); close(); }}
          />
        )}
      </Picker>
    </>
  );
}

interface PickerProps {
  label: string;
  text: string;
  field: 'period' | 'segment';
  value: string;
  own: string;
  ownWords: string;
  onAsk: (asked: AskedNumbers) => void;
  children: (close: () => void) => React.ReactNode;
}

function Picker({ label, text, field, value, own, ownWords, onAsk, children }: PickerProps) {
  const { perform, mayWrite } = useEditor();
  const [opened, setOpened] = useState(false);
  const isOwn = value === own;
  const close = () => setOpened(false);
  const keep = () => {
    perform([{ op: 'set', in: 'about', id: 'about', field, value: value === 'all' ? null : value }]);
    onAsk({ [field]: undefined });
    close();
  };
  return (
    <Popover opened={opened} onChange={setOpened} width={260} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button aria-label={`${label} of the numbers: ${text}`} aria-haspopup="dialog" aria-expanded={opened} className={classes.pick} data-other={!isOwn || undefined} onClick={() => setOpened((open) => !open)}>
          <span>{text}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`${label} of the numbers`} p={8}>
        {children(close)}
        {!isOwn && (
          <div className={classes.own}>
            <Button size="compact-xs" variant="subtle" onClick={() => { onAsk({ [field]: undefined }); close(); }}>Back to the map’s own: {ownWords}</Button>
            {mayWrite && <Button size="compact-xs" onClick={keep}>Make it the map’s own</Button>}
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function Days({ period, onPick }: { period: string; onPick: (period: string) => void }) {
  const known = daysOfPeriod(period);
  const [first, setFirst] = useState(known?.first ?? '');
  const [last, setLast] = useState(known?.last ?? '');
  const put = () => {
    const days = `${first}/${last}`;
    if (isPeriod(days) && days !== period) onPick(days);
  };
  return (
    <div className={classes.days}>
      <TextInput type="date" size="xs" label="First day" value={first} max={last || undefined} onChange={(event) => setFirst(event.currentTarget.value)} onBlur={put} />
      <TextInput type="date" size="xs" label="Last day" value={last} min={first || undefined} onChange={(event) => setLast(event.currentTarget.value)} onBlur={put} />
    </div>
  );
}
