import { Button, TextInput } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import type { Mapping, UploadColumn } from '../../api';
import { PickList, type Pick } from '../../design';
import classes from './mapping.module.css';
import { timeFormats } from './mapping';

type Looks = UploadColumn['looks_like'];

interface ColumnPickerProps {
  columns: UploadColumn[];
  chosen?: string;
  /** Columns that look like this come first. */
  prefer?: Looks;
  /** A first option that chooses nothing. */
  none?: string;
  onPick: (column: string) => void;
  foot?: ReactNode;
}

const noColumn = '\u0000none';

export function ColumnPicker({ columns, chosen, prefer, none, onPick, foot }: ColumnPickerProps) {
  const ordered = [...columns].sort(
    (a, b) => Number(b.looks_like === prefer) - Number(a.looks_like === prefer),
  );
  const options: Pick[] = ordered.map(({ name, samples }) => ({
    value: name,
    label: name,
    detail: <span className={classes.sample}>{samples[0]}</span>,
  }));
  if (none !== undefined) options.unshift({ value: noColumn, label: none });
  return (
    <PickList
      options={options}
      chosen={chosen === undefined ? [] : [chosen]}
      placeholder="Find a column"
      onPick={(value) => onPick(value === noColumn ? '' : value)}
      foot={foot}
    />
  );
}

interface ChoicePickerProps {
  columns: UploadColumn[];
  chosen: Mapping['event'];
  prefer?: Looks;
  none?: string;
  constantLabel: string;
  onPick: (choice: Mapping['event']) => void;
}

/** A column, or the same text for every row. */
export function ChoicePicker({ columns, chosen, prefer = 'event', none, constantLabel, onPick }: ChoicePickerProps) {
  return (
    <ColumnPicker
      columns={columns}
      chosen={typeof chosen === 'string' ? chosen : none === undefined ? undefined : noColumn}
      prefer={prefer}
      none={none}
      onPick={(column) => onPick(column === '' ? null : column)}
      foot={
        <OwnText
          label={constantLabel}
          initial={chosen !== null && typeof chosen === 'object' ? chosen.constant : ''}
          onSubmit={(constant) => onPick({ constant })}
        />
      }
    />
  );
}

export function TimeFormatPicker({ chosen, onPick }: { chosen: string; onPick: (format: string) => void }) {
  const isOwn = timeFormats.every(({ value }) => value !== chosen);
  return (
    <PickList
      options={timeFormats.map(({ value, label, example }) => ({ value, label: example, detail: label }))}
      chosen={[chosen]}
      placeholder="Find a format"
      onPick={onPick}
      foot={
        <OwnText
          label="Or a pattern, such as %d.%m.%Y %H:%M"
          initial={isOwn ? chosen : ''}
          onSubmit={onPick}
        />
      }
    />
  );
}

export function ZonePicker({ chosen, onPick }: { chosen: string; onPick: (zone: string) => void }) {
  const zones = useMemo(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return [...new Set(['UTC', own, ...Intl.supportedValuesOf('timeZone')])].map((value) => ({ value }));
  }, []);
  return <PickList options={zones} chosen={[chosen]} placeholder="Find a zone" onPick={onPick} />;
}

interface TextPickerProps {
  options: string[];
  chosen: string;
  label: string;
  onPick: (text: string) => void;
}

export function TextPicker({ options, chosen, label, onPick }: TextPickerProps) {
  const own = <OwnText label={label} initial={options.includes(chosen) ? '' : chosen} onSubmit={onPick} />;
  if (options.length === 0) return own;
  return (
    <PickList options={options.map((value) => ({ value }))} chosen={[chosen]} onPick={onPick} foot={own} />
  );
}

function OwnText(props: { label: string; initial: string; onSubmit: (text: string) => void }) {
  const [text, setText] = useState(props.initial);
  const trimmed = text.trim();
  return (
    <form
      className={classes.own}
      onSubmit={(event) => {
        event.preventDefault();
        if (trimmed !== '') props.onSubmit(trimmed);
      }}
    >
      <TextInput label={props.label} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <Button type="submit" disabled={trimmed === ''}>
        Use this
      </Button>
    </form>
  );
}
