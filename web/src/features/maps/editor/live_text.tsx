import { useEffect, useLayoutEffect, useRef, type KeyboardEvent, type Ref } from 'react';
import type { PartName } from '../engine/fields';
import { editBetween, moveCaret } from '../engine/text_edit';
import { asText } from '../engine/values';
import { useEditor } from './editor_context';

interface LiveTextProps {
  part: PartName;
  id: string;
  /** It is not there yet; `onFirst` adds it. */
  missing?: boolean;
  field: string;
  text: string;
  label: string;
  className?: string;
  placeholder?: string;
  autoFocus?: boolean;
  readOnly?: boolean;
  rows?: number;
  onFirst?: (text: string) => void;
  onKeyDown?: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  onBlur?: () => void;
}

/**
 * A text that several people write at once: each keystroke is an edit of the document, and what others write appears
 * around the caret without moving it.
 */
export function LiveText({ part, id, field, text, label, missing = false, onFirst, ...props }: LiveTextProps) {
  const { session, perform } = useEditor();
  const area = useRef<HTMLTextAreaElement>(null);
  const carets = useRef<[number, number] | null>(null);
  const now = useRef(text);
  now.current = text;
  useEffect(
    () =>
      session.watch((remote) => {
        const { current } = area;
        if (!current) return;
        let before = current.value;
        let caret: [number, number] = [current.selectionStart, current.selectionEnd];
        for (const operation of remote) {
          if (operation.op !== 'edit' || operation.id !== id || operation.field !== field) continue;
          try {
            caret = [moveCaret(before, caret[0], operation.edit), moveCaret(before, caret[1], operation.edit)];
          } catch {
            // The shown text is a moment behind: the caret stays where it is.
            return;
          }
          before = now.current;
          carets.current = caret;
        }
      }),
    [session, id, field],
  );
  useLayoutEffect(() => {
    if (carets.current && area.current && document.activeElement === area.current) area.current.setSelectionRange(...carets.current);
    carets.current = null;
  }, [text]);
  useGrowing(area, text);
  useLayoutEffect(() => {
    const { current } = area;
    // One goes on where the text ends.
    if (props.autoFocus && current) current.setSelectionRange(current.value.length, current.value.length);
  }, []);
  return (
    <textarea
      {...props}
      ref={area as Ref<HTMLTextAreaElement>}
      rows={props.rows ?? 1}
      aria-label={label}
      value={text}
      spellCheck
      onChange={(event) => {
        const next = asText(event.currentTarget.value);
        if (missing) {
          if (next !== '') onFirst?.(next);
          return;
        }
        const edit = editBetween(text, next);
        if (edit.length > 0) perform([{ op: 'edit', in: part, id, field, edit }], `${id}.${field}`);
      }}
    />
  );
}

/** As high as its text. */
function useGrowing(area: Ref<HTMLTextAreaElement>, text: string): void {
  useLayoutEffect(() => {
    const element = area && 'current' in area ? area.current : null;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [area, text]);
}
