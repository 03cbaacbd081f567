import { NumberInput, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Duration } from '../../../api';
import { PickList, SentenceControl, type Pick } from '../../../design';
import classes from './ask.module.css';
import { durationWords, readDuration } from './duration_words';
import { useFieldProblem } from './field_problem';

interface ControlProps {
  /** The field of the document this word sets; a problem with it marks the word. */
  field: string;
  label: string;
}

interface ChoiceProps<Value extends string> extends ControlProps {
  value: Value;
  options: { value: Value; label: string; detail?: string }[];
  onChange: (value: Value) => void;
  /** How the choice reads in the sentence when it is not its label. */
  word?: ReactNode;
}

/** One of a few. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const problem = useFieldProblem(props.field);
  const chosen = props.options.find((option) => option.value === props.value);
  return (
    <SentenceControl label={props.label} value={props.word ?? chosen?.label ?? props.value} problem={problem}>
      {(close) => (
        <PickList
          options={props.options as Pick[]}
          chosen={[props.value]}
          placeholder={props.label}
          onPick={(value) => {
            props.onChange(value as Value);
            close();
          }}
        />
      )}
    </SentenceControl>
  );
}

interface NumberProps extends ControlProps {
  value: number;
  min: number;
  max: number;
  word: string;
  onChange: (value: number) => void;
}

/** A whole number within limits. */
export function NumberWord(props: NumberProps) {
  const problem = useFieldProblem(props.field);
  return (
    <SentenceControl label={props.label} value={props.word} width={180} problem={problem}>
      {(close) => <NumberForm {...props} close={close} />}
    </SentenceControl>
  );
}

function NumberForm(props: NumberProps & { close: () => void }) {
  const [value, setValue] = useState<number | string>(props.value);
  const fits = typeof value === 'number' && value >= props.min && value <= props.max;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!fits) return;
        props.onChange(value);
        props.close();
      }}
    >
      <NumberInput
        label={props.label}
        data-autofocus
        size="sm"
        value={value}
        min={props.min}
        max={props.max}
        allowDecimal={false}
        clampBehavior="none"
        onChange={setValue}
        error={fits ? undefined : `From ${props.min} to ${props.max}`}
      />
      <button type="submit" className={classes.apply} disabled={!fits}>
        Apply
      </button>
    </form>
  );
}

interface DurationProps extends ControlProps {
  value: Duration | undefined;
  /** How "no limit" reads. */
  none: string;
  onChange: (value: string | undefined) => void;
}

const usualDurations = ['30m', '1h', '24h', '7d', '14d', '30d', '90d'];
const noLimit = 'none';

/** A length of time, from a list or typed. */
export function DurationWord(props: DurationProps) {
  const problem = useFieldProblem(props.field);
  const word = props.value === undefined ? props.none : durationWords(props.value);
  return (
    <SentenceControl label={props.label} value={word} problem={problem}>
      {(close) => (
        <DurationPicker
          {...props}
          onPick={(value) => {
            props.onChange(value);
            close();
          }}
        />
      )}
    </SentenceControl>
  );
}

/** Also where a length is always needed: then there is no `none`. */
export function DurationPicker(props: {
  value: Duration | undefined;
  none?: string;
  label: string;
  onPick: (value: string | undefined) => void;
}) {
  const [text, setText] = useState('');
  const typed = readDuration(text);
  const options: Pick[] = [
    ...(props.none === undefined ? [] : [{ value: noLimit, label: props.none }]),
    ...usualDurations.map((value) => ({ value, label: durationWords(value) })),
  ];
  return (
    <>
      <form
        className={classes.ownValue}
        onSubmit={(event) => {
          event.preventDefault();
          if (typed) props.onPick(typed);
        }}
      >
        <TextInput
          aria-label={`${props.label}, typed`}
          placeholder="36 hours"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={text !== '' && typed === null ? 'Such as 36 hours, 10 days' : undefined}
        />
        <button type="submit" className={classes.apply} disabled={typed === null}>
          Apply
        </button>
      </form>
      <PickList
        options={options}
        chosen={[props.value === undefined ? noLimit : String(props.value)]}
        placeholder={props.label}
        onPick={(value) => props.onPick(value === noLimit ? undefined : value)}
      />
    </>
  );
}
