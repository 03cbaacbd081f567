import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Play, WorkshopNote, WorkshopState } from '../../../api';
import { day } from '../../../design';
import { savedWithUndo } from '../../../shell/toast';
import { columnsOf, newId, pilesAt, type Command } from '../session/state';
import classes from './guest.module.css';

const textBytesMax = 1_000;
/** Of four bytes at most each. */
const textLengthMax = textBytesMax / 4;

interface NoteSheetProps {
  state: WorkshopState;
  play: Play;
  act: (command: Command) => void;
  paused: boolean;
}

/** Writing notes, place by place. */
export function NoteSheet({ state, play, act, paused }: NoteSheetProps) {
  const columns = columnsOf(state, play);
  const [area, setArea] = useState(play.areas[0]?.name ?? '');
  const [chosen, setChosen] = useState(columns[0]?.id ?? '');
  const [editing, setEditing] = useState<WorkshopNote | null>(null);
  // A step may go while somebody writes for it.
  const column = columns.some(({ id }) => id === chosen) ? chosen : (columns[0]?.id ?? '');
  const at = play.areas.find(({ name }) => name === area);
  const piles = pilesAt(state, play, area, column);
  const count = (of: string) => state.notes.filter((note) => note.play === play.id && note.area === of && note.mine).length;
  const take = (note: WorkshopNote) => {
    act({ do: 'remove_note', id: note.id });
    savedWithUndo('The note is gone.', () => {
      act({ do: 'restore_note', id: note.id });
    });
  };
  return (
    <>
      {columns.length > 1 && (
        <NativeSelect
          label={play.columns === 'stages' ? 'Stage' : 'Step'} value={column} onChange={(event) => setChosen(event.currentTarget.value)} size="md"
          data={columns.map(({ id, title }) => ({ value: id, label: title }))}
        />
      )}
      {play.areas.length > 1 && (
        <div className={classes.areas} role="group" aria-label="Part of the sheet">
          {play.areas.map(({ name, title }) => (
            <button key={name} type="button" aria-pressed={name === area} onClick={() => setArea(name)}>
              {title}
              {count(name) > 0 && <small>{count(name)}</small>}
            </button>
          ))}
        </div>
      )}
      <NoteForm key={editing?.id ?? `${area} ${column}`} asks={at?.asks ?? ''} whoWhen={play.who_when} editing={editing} disabled={paused}
        onSend={(fields) => {
          act({ do: 'put_note', id: editing?.id ?? newId('not_'), play: play.id, area: editing?.area ?? area, column: editing?.column ?? column, ...fields });
          setEditing(null);
        }}
        onCancel={() => setEditing(null)}
      />
      <ul className={classes.notes} aria-label="Notes">
        {piles.flatMap((pile) =>
          pile.notes.map((note) => (
            <li key={note.id} className={classes.note} data-mine={note.mine || undefined}>
              {pile.group && pile.notes[0] === note && <b className={classes.groupName}>{pile.group.name}</b>}
              <p>{note.text}</p>
              {(note.who !== '' || note.by !== '') && <p className={classes.quiet}>{[note.who, note.by && `by ${day(note.by)}`].filter(Boolean).join(', ')}</p>}
              {note.mine && (
                <div className={classes.tools}>
                  <Button variant="subtle" h={36} onClick={() => setEditing(note)} disabled={paused}>Edit</Button>
                  <Button variant="subtle" h={36} onClick={() => take(note)} disabled={paused} aria-label={`Remove: ${note.text.slice(0, 60)}`}>Remove</Button>
                </div>
              )}
            </li>
          )),
        )}
      </ul>
    </>
  );
}

interface NoteFormProps {
  asks: string;
  whoWhen: boolean;
  editing: WorkshopNote | null;
  disabled: boolean;
  onSend: (fields: { text: string; who?: string; by?: string }) => void;
  onCancel: () => void;
}

function NoteForm({ asks, whoWhen, editing, disabled, onSend, onCancel }: NoteFormProps) {
  const [text, setText] = useState(editing?.text ?? '');
  const [who, setWho] = useState(editing?.who ?? '');
  const [by, setBy] = useState(editing?.by ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  const send = () => {
    if (text.trim() === '' || disabled) return;
    onSend({ text: text.trim(), ...(whoWhen ? { who: who.trim(), by } : {}) });
    setText('');
    setWho('');
    setBy('');
    field.current?.focus();
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        ref={field} label={editing ? 'Change your note' : 'New note'} description={asks} value={text} onChange={(event) => setText(event.currentTarget.value)} maxLength={textLengthMax} rows={2} classNames={{ input: classes.grows }}
        size="md" disabled={disabled} autoFocus={editing !== null}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && editing) onCancel();
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      {whoWhen && (
        <div className={classes.pair}>
          <TextInput label="Who" value={who} onChange={(event) => setWho(event.currentTarget.value)} maxLength={50} size="md" disabled={disabled} />
          <TextInput label="By when" type="date" value={by} onChange={(event) => setBy(event.currentTarget.value)} size="md" disabled={disabled} />
        </div>
      )}
      <div className={classes.send}>
        {editing && <Button size="md" h={44} onClick={onCancel}>Cancel</Button>}
        <Button type="submit" variant="filled" size="md" h={44} disabled={disabled || text.trim() === ''}>{editing ? 'Keep' : 'Add note'}</Button>
      </div>
    </form>
  );
}
