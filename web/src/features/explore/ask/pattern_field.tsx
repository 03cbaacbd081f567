import { useDebouncedValue } from '@mantine/hooks';
import { useContext, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useValues } from '../../../api';
import { count } from '../../../design';
import { AskProblem, useFieldProblem } from './field_problem';
import classes from './pattern_field.module.css';
import { completeName, openName, placeOfProblem } from './pattern_text';

interface PatternFieldProps {
  value: string;
  onChange: (pattern: string) => void;
}

const typingPauseMs = 120;
const namesShown = 8;

/** A pattern as text, with the names of events at hand, and what is wrong with it at its place. */
export function PatternField({ value, onChange }: PatternFieldProps) {
  const [text, setText] = useState(value);
  const [caret, setCaret] = useState<number | null>(null);
  const [marked, setMarked] = useState(0);
  const [sent, setSent] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const problem = useFieldProblem('pattern');
  const hint = useContext(AskProblem)?.hint;
  if (value !== sent) {
    // Another question came through the address: back, or a link.
    setSent(value);
    setText(value);
  }
  const open = caret === null ? null : openName(text, caret);
  const [wanted] = useDebouncedValue(open?.text ?? '', typingPauseMs);
  const values = useValues(open === null ? null : 'event', wanted);
  // While the next list is on its way, the last one may hold names that no longer fit.
  const fits = (name: unknown) => String(name).toLowerCase().includes((open?.text ?? '').toLowerCase());
  const names = open === null ? [] : (values.data ?? []).filter((each) => fits(each.value)).slice(0, namesShown);
  const at = Math.min(marked, Math.max(0, names.length - 1));
  const ask = () => {
    setCaret(null);
    setSent(text);
    if (text.trim() !== value) onChange(text.trim());
  };
  const take = (name: string) => {
    const next = completeName(text, caret ?? text.length, name);
    setText(next.pattern);
    setCaret(null);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && names.length > 0) {
      event.preventDefault();
      setMarked((at + step + names.length) % names.length);
    } else if ((event.key === 'Enter' || event.key === 'Tab') && names.length > 0) {
      event.preventDefault();
      take(String(names[at]?.value));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      ask();
    } else if (event.key === 'Escape' && names.length > 0) {
      event.stopPropagation();
      setCaret(null);
    }
  };
  const place = problem === undefined || text !== value ? null : placeOfProblem(problem);
  return (
    <div className={classes.pattern}>
      <div className={classes.row}>
        <input
          ref={field}
          className={classes.field}
          aria-label="Pattern"
          role="combobox"
          aria-expanded={names.length > 0}
          aria-controls={`${id}names`}
          aria-activedescendant={names.length > 0 ? `${id}${at}` : undefined}
          aria-invalid={problem !== undefined || undefined}
          aria-describedby={problem === undefined ? undefined : `${id}problem`}
          autoComplete="off"
          spellCheck={false}
          placeholder={'"Product viewed" then "Cart" then within 1h "Order placed"'}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setCaret(event.currentTarget.selectionStart);
            setMarked(0);
          }}
          onBlur={ask}
          onKeyDown={onKeyDown}
        />
        <ul id={`${id}names`} role="listbox" aria-label="Events" className={classes.names} hidden={names.length === 0}>
          {names.map((name, index) => (
            <li
              key={String(name.value)}
              id={`${id}${index}`}
              role="option"
              aria-selected={index === at}
              onPointerDown={(event) => {
                event.preventDefault();
                take(String(name.value));
              }}
            >
              {String(name.value)} <span>{count(name.count)}</span>
            </li>
          ))}
        </ul>
      </div>
      {problem !== undefined && (
        <p id={`${id}problem`} className={classes.problem} role="alert">
          {place !== null && (
            <code aria-hidden className={classes.place}>
              {text.slice(Math.max(0, place - 17), place - 1)}
              <mark>{text[place - 1] ?? '␣'}</mark>
              {text.slice(place, place + 16)}
            </code>
          )}
          {problem} {hint}
        </p>
      )}
    </div>
  );
}
