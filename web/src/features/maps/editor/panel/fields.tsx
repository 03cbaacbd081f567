import { Autocomplete, Checkbox, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTouchpoints, useValues } from '../../../../api';
import type { PartName } from '../../engine/fields';
import { asLine, isAddress, limits } from '../../engine/values';
import { Binder } from '../../numbers/panel/binder';
import { useEditor } from '../editor_context';
import { LiveText } from '../live_text';
import classes from './panel.module.css';

interface FieldProps<T> {
  part: PartName;
  id: string;
  field: string;
  label: string;
  value: T | undefined;
}

/** Sets a field; what it holds already is left alone. */
export function useSet(part: PartName, id: string, field: string, value: unknown) {
  const { perform } = useEditor();
  return (next: unknown) => {
    if (next !== (value ?? null)) perform([{ op: 'set', in: part, id, field, value: next }]);
  };
}

export function TextField({ part, id, field, label, value = '', rows = 2 }: FieldProps<string> & { rows?: number }) {
  const { mayWrite } = useEditor();
  return (
    <div className={classes.field}>
      <span className={classes.label} aria-hidden>{label}</span>
      <LiveText part={part} id={id} field={field} text={value} label={label} rows={rows} className={classes.text} readOnly={!mayWrite} />
    </div>
  );
}

/** A line is set when it is left, not with each letter. */
export function LineField({ part, id, field, label, value = '', options, address = false }: FieldProps<string> & { options?: string[]; address?: boolean }) {
  const { mayWrite } = useEditor();
  const set = useSet(part, id, field, value);
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const line = asLine(text);
  const isWrong = address && line !== '' && !isAddress(line);
  const keep = (given = line) => {
    if (address && given !== '' && !isAddress(given)) return;
    if (given !== value) set(given === '' ? null : given);
  };
  const common = {
    label, value: text, disabled: !mayWrite, error: isWrong ? 'It begins with https://, http:// or mailto:' : undefined, classNames: { label: classes.label }, maxLength: limits.lineBytes,
    onBlur: () => keep(), onKeyDown: (event: { key: string }) => event.key === 'Enter' && keep(),
  };
  return options ? <Autocomplete {...common} data={options} limit={30} onChange={setText} onOptionSubmit={(option) => keep(asLine(option))} size="sm" /> : <TextInput {...common} onChange={(event) => setText(event.currentTarget.value)} />;
}

export function ChoiceField({ part, id, field, label, value, words }: FieldProps<string> & { words: Record<string, string> }) {
  const { mayWrite } = useEditor();
  const set = useSet(part, id, field, value);
  const options = Object.entries(words).map(([key, text]) => ({ value: key, label: text }));
  return <Select label={label} data={options} value={value ?? options[0]?.value ?? null} allowDeselect={false} disabled={!mayWrite} classNames={{ label: classes.label }} onChange={set} />;
}

export function NumberField({ part, id, field, label, value, min, max, step = 1, hint }: FieldProps<number> & { min: number; max: number; step?: number; hint?: string }) {
  const { mayWrite } = useEditor();
  const set = useSet(part, id, field, value);
  return (
    <NumberInput
      label={label} description={hint} size="sm" value={value ?? ''} min={min} max={max} step={step} clampBehavior="strict" disabled={!mayWrite} classNames={{ label: classes.label }}
      onChange={(next) => set(typeof next === 'number' && next >= min && next <= max ? next : null)}
    />
  );
}

export function YesField({ part, id, field, label, value = false }: FieldProps<boolean>) {
  const { mayWrite } = useEditor();
  const set = useSet(part, id, field, value);
  return <Checkbox size="sm" label={label} checked={value} disabled={!mayWrite} onChange={(event) => set(event.currentTarget.checked)} />;
}

export function DateField({ part, id, field, label, value }: FieldProps<string>) {
  const { mayWrite } = useEditor();
  const set = useSet(part, id, field, value);
  return <TextInput type="date" label={label} value={value ?? ''} disabled={!mayWrite} classNames={{ label: classes.label }} onChange={(event) => set(event.currentTarget.value || null)} />;
}

export function LinesField({ part, id, field, label, value }: FieldProps<string[]>) {
  const { mayWrite } = useEditor();
  const set = useSet(part, id, field, value);
  return <TagsInput label={label} size="sm" value={value ?? []} maxTags={limits.lines} disabled={!mayWrite} classNames={{ label: classes.label }} onChange={(lines) => set([...new Set(lines.map(asLine).filter(Boolean))])} />;
}

export function TouchpointField(props: FieldProps<string>) {
  const names = useTouchpoints().data?.items.map(({ name }) => name) ?? [];
  return <LineField {...props} options={names} />;
}

export function ChannelField(props: FieldProps<string>) {
  const names = (useValues('channel').data ?? []).map(({ value }) => String(value));
  return <LineField {...props} options={[...new Set(names)]} />;
}

/** Which events belong to it, in words and in the builder of questions. */
export function BindingField({ part, id, value }: Omit<FieldProps<Record<string, unknown>>, 'field' | 'label'>) {
  return <Binder part={part} id={id} label="Bound to data" value={value} none="not bound by itself" />;
}
