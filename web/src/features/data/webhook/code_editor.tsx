import { useEffect, useRef, type KeyboardEvent } from 'react';
import classes from './webhook.module.css';

interface CodeEditorProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  /** Lines that are wrong, from 1. */
  marked?: number[];
  /** The line to show; a new object shows it again. */
  goTo?: { line: number } | null;
  onSave?: () => void;
  lines?: boolean;
  /** Leaves room for what stands below. */
  short?: boolean;
}

const lineHeight = 20;

/** A plain text field with line numbers, for JSON. Tab leaves it, as in every field. */
export function CodeEditor({ label, value, onChange, marked = [], goTo, onSave, lines = true, short = false }: CodeEditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const count = value.split('\n').length;
  useEffect(() => {
    const area = field.current;
    if (!goTo || !area) return;
    const rows = area.value.split('\n');
    const from = rows.slice(0, goTo.line - 1).reduce((sum, row) => sum + row.length + 1, 0);
    area.focus();
    area.setSelectionRange(from, from + (rows[goTo.line - 1]?.length ?? 0));
    area.closest('[data-editor]')?.scrollTo({ top: Math.max(0, (goTo.line - 4) * lineHeight) });
  }, [goTo]);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 's' && (event.ctrlKey || event.metaKey) && onSave) {
      event.preventDefault();
      onSave();
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing && !event.ctrlKey && !event.metaKey) {
      const area = event.currentTarget;
      const line = area.value.slice(area.value.lastIndexOf('\n', area.selectionStart - 1) + 1, area.selectionStart);
      const indent = /^ */.exec(line)?.[0] ?? '';
      const deeper = /[{[]\s*$/.test(line) ? '  ' : '';
      event.preventDefault();
      // Through the browser, so that its own undo knows of it.
      document.execCommand('insertText', false, `\n${indent}${deeper}`);
    }
  };
  return (
    <div className={short ? classes.short : classes.editor} data-editor>
      {lines && (
        <div className={classes.gutter} aria-hidden>
          {Array.from({ length: count }, (_, at) => (
            <span key={at} className={marked.includes(at + 1) ? classes.marked : undefined}>
              {at + 1}
            </span>
          ))}
        </div>
      )}
      <textarea
        ref={field}
        className={classes.code}
        aria-label={label}
        aria-invalid={marked.length > 0}
        rows={count}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}
