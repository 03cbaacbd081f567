import { useRef, type KeyboardEvent } from 'react';
import classes from './personas.module.css';

interface LineListProps {
  label: string;
  /** What an empty list asks. */
  prompt: string;
  lines: string[];
  /** A customer's own words. */
  voice?: boolean;
  readOnly?: boolean;
  onChange: (lines: string[]) => void;
}

/** Lines that are written one under the other: Enter begins the next, Backspace in an empty one takes it away, Alt and arrows move it. */
export function LineList({ label, prompt, lines, voice = false, readOnly = false, onChange }: LineListProps) {
  const list = useRef<HTMLUListElement>(null);
  const shown = lines.length === 0 || (!readOnly && lines.at(-1) !== '') ? [...lines, ''] : lines;
  const focus = (at: number, end = true) =>
    requestAnimationFrame(() => {
      const field = list.current?.querySelectorAll('textarea')[at];
      field?.focus();
      field?.setSelectionRange(end ? field.value.length : 0, end ? field.value.length : 0);
    });
  const put = (at: number, text: string) => {
    const pasted = text.split(/\r?\n/);
    const next = [...shown.slice(0, at), ...pasted, ...shown.slice(at + 1)];
    onChange(next.at(-1) === '' ? next.slice(0, -1) : next);
    if (pasted.length > 1) focus(at + pasted.length - 1);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>, at: number) => {
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      onChange([...lines.slice(0, at), value.slice(0, selectionStart), value.slice(selectionEnd), ...lines.slice(at + 1)]);
      focus(at + 1, false);
    } else if (event.key === 'Backspace' && value === '' && at < lines.length) {
      event.preventDefault();
      onChange(lines.filter((_, index) => index !== at));
      focus(Math.max(0, at - 1));
    } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const to = at + (event.key === 'ArrowUp' ? -1 : 1);
      if (at >= lines.length || to < 0 || to >= lines.length) return;
      event.preventDefault();
      const next = lines.filter((_, index) => index !== at);
      next.splice(to, 0, lines[at] as string);
      onChange(next);
      focus(to);
    }
  };
  if (readOnly) {
    return lines.length === 0 ? (
      <p className={classes.nothing}>Nothing yet</p>
    ) : (
      <ul className={classes.lines} data-voice={voice || undefined} aria-label={label}>
        {lines.map((line, at) => (
          <li key={at}>{line}</li>
        ))}
      </ul>
    );
  }
  return (
    <ul ref={list} className={classes.lines} data-voice={voice || undefined} aria-label={label}>
      {shown.map((line, at) => (
        <li key={at} data-empty={line === '' || undefined}>
          <textarea
            rows={1}
            value={line}
            maxLength={1000}
            aria-label={`${label}, line ${at + 1}`}
            placeholder={shown.length === 1 ? prompt : at === shown.length - 1 ? 'And …' : undefined}
            onChange={(event) => put(at, event.currentTarget.value)}
            onKeyDown={(event) => onKeyDown(event, at)}
          />
        </li>
      ))}
    </ul>
  );
}
