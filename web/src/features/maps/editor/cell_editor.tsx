import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { PartName } from '../engine/fields';
import { editBetween } from '../engine/text_edit';
import { asText } from '../engine/values';
import { addCell, addPain } from './commands';
import { useEditor } from './editor_context';
import { visible as seeing } from '../engine/visible';
import { LiveText } from './live_text';
import type { RowActions } from './lane_row';

interface CellEditorProps {
  part: PartName;
  id: string;
  missing?: boolean;
  field: string;
  text: string;
  label: string;
  /** What was typed to begin with; it replaces what is there. */
  first: string;
  /** Where a card comes to stand that is not there yet. */
  place?: { lane: string; step: string };
  className?: string;
  onDone: RowActions['onDone'];
}

/** Writes in a place of the board. Enter is done, Tab goes on, Escape takes back what was written here. */
export function CellEditor({ part, id, missing = false, field, text, label, first, place, className, onDone }: CellEditorProps) {
  const { perform, session, persona } = useEditor();
  const [before] = useState(text);
  const begun = useRef(false);
  const finished = useRef(false);
  const make = (written: string) => {
    if (!place) return;
    const visible = seeing(session.snapshot().document);
    const own = persona ? { persona } : {};
    const { operations } = part === 'pains' ? addPain(visible, place.step, written, id, own) : addCell(visible, place.lane, place.step, { text: written, ...own }, id);
    perform(operations, `${id}.${field}`);
  };
  useEffect(() => {
    if (begun.current || first === '') return;
    begun.current = true;
    if (missing) make(asText(first));
    else {
      const edit = editBetween(text, asText(first));
      if (edit.length > 0) perform([{ op: 'edit', in: part, id, field, edit }], `${id}.${field}`);
    }
  });
  const finish = (how: Parameters<RowActions['onDone']>[0]) => {
    if (finished.current) return;
    finished.current = true;
    // A card in which nothing was written is none.
    if (!missing && text.trim() === '' && before === '' && (part === 'cells' || part === 'pains')) perform([{ op: 'remove', in: part, id }], `${id}.${field}`);
    onDone(how);
  };
  const takeBack = () => {
    if (!missing && text !== before) {
      const edit = editBetween(text, before);
      perform([{ op: 'edit', in: part, id, field, edit }], `${id}.${field}`);
      if (before === '' && (part === 'cells' || part === 'pains')) perform([{ op: 'remove', in: part, id }], `${id}.${field}`);
    }
    finished.current = true;
    onDone('stay');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') takeBack();
    else if (event.key === 'Tab') finish(event.shiftKey ? 'previous' : 'next');
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) finish('another');
    else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) finish('stay');
    else return;
    event.preventDefault();
  };
  return (
    <LiveText
      part={part} id={id} missing={missing} field={field} text={text} label={label} className={className} autoFocus onFirst={make} onKeyDown={onKeyDown}
      onBlur={() => finish('blur')}
    />
  );
}

