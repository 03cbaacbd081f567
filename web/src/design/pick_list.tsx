import { Combobox, Loader, useCombobox } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import classes from './pick_list.module.css';

export interface Pick {
  value: string;
  label?: ReactNode;
  /** In the quieter ink at the end of the row: a count. */
  detail?: ReactNode;
  group?: string;
}

interface PickListProps {
  options: Pick[];
  /** What is chosen now: marked, and several when `multiple`. */
  chosen?: string[];
  multiple?: boolean;
  onPick: (value: string) => void;
  placeholder?: string;
  loading?: boolean;
  /** When given the server does the searching; otherwise the options are filtered here. */
  onSearch?: (text: string) => void;
  foot?: ReactNode;
}

/** The list inside a sentence's popover: type to narrow, arrows to move, enter to choose. */
export function PickList(props: PickListProps) {
  const [text, setText] = useState('');
  const combobox = useCombobox({ opened: true });
  const shown = props.onSearch ? props.options : narrowed(props.options, text);
  const { selectFirstOption } = combobox;
  useEffect(() => {
    selectFirstOption();
  }, [text, shown.length]);
  const groups = [...new Set(shown.map((option) => option.group ?? ''))];
  return (
    <Combobox store={combobox} onOptionSubmit={props.onPick}>
      <Combobox.EventsTarget>
        <input
          className={classes.search}
          aria-label={props.placeholder ?? 'Search'}
          placeholder={props.placeholder ?? 'Search'}
          data-autofocus
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            props.onSearch?.(event.currentTarget.value);
          }}
        />
      </Combobox.EventsTarget>
      {/* Without a mouse, what is below is reached by scrolling it. */}
      <Combobox.Options className={classes.options} aria-label={props.placeholder ?? 'Choices'} tabIndex={0}>
        {groups.map((group) => (
          <OptionGroup key={group} name={group}>
            {shown
              .filter((option) => (option.group ?? '') === group)
              .map((option) => (
                <OptionRow
                  key={option.value}
                  option={option}
                  chosen={props.chosen?.includes(option.value) ?? false}
                />
              ))}
          </OptionGroup>
        ))}
        {shown.length === 0 && (
          <Combobox.Empty>{props.loading ? <Loader size="xs" /> : 'Nothing found'}</Combobox.Empty>
        )}
      </Combobox.Options>
      {props.foot}
    </Combobox>
  );
}

function OptionGroup({ name, children }: { name: string; children: ReactNode }) {
  return name === '' ? children : <Combobox.Group label={name}>{children}</Combobox.Group>;
}

function OptionRow({ option, chosen }: { option: Pick; chosen: boolean }) {
  return (
    <Combobox.Option value={option.value} active={chosen} className={classes.option}>
      <span className={classes.tick} aria-hidden>
        {chosen ? '✓' : ''}
      </span>
      <span className={classes.label}>{option.label ?? option.value}</span>
      {option.detail !== undefined && <span className={classes.detail}>{option.detail}</span>}
    </Combobox.Option>
  );
}

function narrowed(options: Pick[], text: string): Pick[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return options;
  return options.filter((option) => {
    const label = typeof option.label === 'string' ? option.label : option.value;
    return label.toLowerCase().includes(wanted);
  });
}
