import { Button } from '@mantine/core';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { asProblem } from '../../../../api';
import { matching, mentionAt, withMention, type Mentionable, type MentionStart } from './mentions';
import classes from './comments.module.css';

interface ComposerProps {
  label: string;
  placeholder: string;
  text: string;
  onText: (text: string) => void;
  onSend: () => void;
  onCancel?: () => void;
  people: readonly Mentionable[];
  sendWord: string;
  sending: boolean;
  /** Why it could not be said. */
  problem: unknown;
  autoFocus?: boolean;
  /** Changes when it is to take the focus. */
  focusCount?: number;
  children?: ReactNode;
}

/** As many bytes as the server keeps. */
export const commentBytesMax = 5_000;
const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** Where something is said: @ offers people, Ctrl and Enter says it. */
export function Composer(props: ComposerProps) {
  const { label, text, onText, onSend, onCancel, people, sending, problem } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const [mention, setMention] = useState<MentionStart | null>(null);
  const [active, setActive] = useState(0);
  const caret = useRef<number | null>(null);
  const offered = mention ? matching(people, mention.query) : [];
  const isOffering = offered.length > 0;
  const left = commentBytesMax - bytesOf(text.trim());
  const maySend = text.trim() !== '' && left >= 0 && !sending;

  useEffect(() => {
    const { current } = area;
    if (!current || (!props.autoFocus && !props.focusCount)) return;
    current.focus();
    current.setSelectionRange(current.value.length, current.value.length);
  }, [props.focusCount]);
  useLayoutEffect(() => {
    const { current } = area;
    if (!current) return;
    current.style.height = 'auto';
    current.style.height = `${current.scrollHeight + 2}px`;
    if (caret.current !== null) current.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [text]);

  const look = () => {
    const { current } = area;
    if (!current) return;
    setMention(current.selectionStart === current.selectionEnd ? mentionAt(current.value, current.selectionStart) : null);
    setActive(0);
  };
  const take = (person: Mentionable) => {
    if (!mention) return;
    const next = withMention(text, mention, person.name);
    caret.current = next.caret;
    setMention(null);
    onText(next.text);
    area.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (maySend) onSend();
    } else if (isOffering && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      setActive((active + (event.key === 'ArrowDown' ? 1 : offered.length - 1)) % offered.length);
    } else if (isOffering && (event.key === 'Enter' || event.key === 'Tab')) {
      event.preventDefault();
      const person = offered[active];
      if (person) take(person);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (isOffering) setMention(null);
      else onCancel?.();
    }
  };
  return (
    <div className={classes.composer}>
      {props.children}
      <textarea
        ref={area} className={classes.input} rows={2} value={text} aria-label={label} placeholder={props.placeholder} aria-autocomplete="list" aria-haspopup="listbox"
        aria-controls={isOffering ? list : undefined} aria-activedescendant={isOffering ? `${list}-${active}` : undefined} aria-invalid={left < 0 || undefined}
        onChange={(event) => {
          onText(event.currentTarget.value);
          look();
        }}
        onKeyDown={onKeyDown} onClick={look} onBlur={() => setMention(null)}
        onKeyUp={(event) => ['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key) && look()}
      />
      {isOffering && (
        <ul className={classes.offered} role="listbox" id={list} aria-label="People to mention">
          {offered.map((person, at) => (
            <li
              key={person.id} id={`${list}-${at}`} role="option" aria-selected={at === active}
              // Before the text loses the focus.
              onPointerDown={(event) => {
                event.preventDefault();
                take(person);
              }}
            >
              {person.name}
            </li>
          ))}
        </ul>
      )}
      {left < 200 && <p className={classes.count} data-over={left < 0 || undefined} role="status">{left < 0 ? `${-left} bytes too long` : `room for ${left} more bytes`}</p>}
      {problem !== null && problem !== undefined && (
        <p className={classes.problem} role="alert">
          It was not said: {asProblem(problem).message} {asProblem(problem).hint ?? 'What you wrote is kept here.'}
        </p>
      )}
      {(text !== '' || onCancel) && (
        <div className={classes.send}>
          <span className={classes.quiet}>@ mentions somebody</span>
          {onCancel && <Button size="compact-sm" onClick={onCancel}>Cancel</Button>}
          <Button size="compact-sm" variant="filled" onClick={onSend} disabled={!maySend} loading={sending} aria-keyshortcuts="Control+Enter">
            {props.sendWord}
          </Button>
        </div>
      )}
    </div>
  );
}
