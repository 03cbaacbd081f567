import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useState, type DragEvent, type KeyboardEvent } from 'react';
import type { LedWorkshop, Play, WorkshopArea, WorkshopNote } from '../../../api';
import { day, plural, PlusIcon, Tag } from '../../../design';
import { savedWithUndo } from '../../../shell/toast';
import { columnsOf, newId, pilesAt, type Command, type Pile } from '../session/state';
import classes from './lead.module.css';

interface NoteBoardProps {
  state: LedWorkshop;
  play: Play;
  act: (command: Command) => void;
  mayEdit: boolean;
}

interface Place {
  area: string;
  column: string;
}

const dragType = 'application/x-wend-notes';
const textLengthMax = 250;

/** What the room has written: notes that are put together into groups, by hand or by keys. */
export function NoteBoard({ state, play, act, mayEdit }: NoteBoardProps) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const columns = columnsOf(state, play);
  const notes = state.notes.filter((note) => note.play === play.id);
  const byId = new Map(notes.map((note) => [note.id, note]));
  const chosen = [...selected].filter((id) => byId.has(id));
  const counted = Object.keys(state.votes.tally).some((id) => byId.has(id)) && !state.workshop.voting;

  const toggle = (id: string) =>
    setSelected((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const clear = () => setSelected(new Set());
  const membersOf = (group: string) => notes.filter((note) => note.group === group).map(({ id }) => id);

  /** Notes into a group: one that is there, or a new one around a note. */
  const together = (ids: readonly string[], target: Pile | null) => {
    const first = target?.notes[0] ?? byId.get(ids[0] ?? '');
    if (!first) return;
    const members = new Set([...(target?.notes.map(({ id }) => id) ?? []), ...ids]);
    if (members.size < 2) return;
    act({
      do: 'put_group', id: target?.group?.id ?? newId('grp_'), play: play.id, area: first.area, column: first.column,
      name: target?.group?.name ?? (first.text.split('\n')[0] ?? '').slice(0, 50), notes: [...members],
    });
    clear();
  };
  const place = (ids: readonly string[], { area, column }: Place) => {
    act({ do: 'place_notes', play: play.id, area, column, notes: [...ids] });
    clear();
  };
  const take = (ids: readonly string[]) => {
    for (const id of ids) act({ do: 'remove_note', id });
    clear();
    savedWithUndo(ids.length === 1 ? 'The note is gone.' : `${plural(ids.length, 'note')} are gone.`, () => {
      for (const id of ids) act({ do: 'restore_note', id });
    });
  };
  const draggedIds = (event: DragEvent) => event.dataTransfer.getData(dragType).split(' ').filter(Boolean);
  const drop = (use: (ids: string[]) => void) => ({
    onDragOver: (event: DragEvent) => {
      if (mayEdit && event.dataTransfer.types.includes(dragType)) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      const ids = draggedIds(event);
      if (ids.length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      use(ids);
    },
  });
  const keys = (event: KeyboardEvent) => {
    if (!mayEdit || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') clear();
    else if (event.key.toLowerCase() === 'g' && chosen.length > 1) together(chosen, null);
    else if (event.key === 'Delete' && chosen.length > 0) take(chosen);
    else return;
    event.preventDefault();
  };
  const places = columns.flatMap((column) => play.areas.map((area) => ({ value: `${area.name}\n${column.id}`, label: [play.areas.length > 1 && area.title, columns.length > 1 && column.title].filter(Boolean).join(' · ') || 'The sheet' })));

  const section = (area: WorkshopArea, column: string, named: boolean) => (
    <Section
      key={area.name} area={area} named={named} piles={pilesAt(state, play, area.name, column, counted)} selected={selected} mayEdit={mayEdit} counted={counted}
      onToggle={toggle}
      onDragStart={(event, id) => event.dataTransfer.setData(dragType, selected.has(id) ? chosen.join(' ') : id)}
      dropOn={(pile) => drop((ids) => together(ids, pile))}
      dropHere={drop((ids) => place(ids, { area: area.name, column }))}
      onName={(pile, name) => pile.group && act({ do: 'put_group', id: pile.group.id, play: play.id, area: pile.group.area, column: pile.group.column, name })}
      onApart={(pile) => pile.group && act({ do: 'remove_group', id: pile.group.id })}
      onAdd={(text) => act({ do: 'put_note', id: newId('not_'), play: play.id, area: area.name, column, text })}
    />
  );
  return (
    <div className={classes.board} onKeyDown={keys} role="group" aria-label="Board">
      {mayEdit && chosen.length > 0 && (
        <div className={classes.selection} role="toolbar" aria-label="Selected notes">
          <b>{plural(chosen.length, 'note')}</b>
          <Button onClick={() => together(chosen, null)} disabled={chosen.length < 2} aria-keyshortcuts="G">Put together</Button>
          {existingGroups(state, play).length > 0 && (
            <NativeSelect
              aria-label="Add to a group" value="" data={[{ value: '', label: 'Add to…' }, ...existingGroups(state, play).map(({ id, name }) => ({ value: id, label: name || 'Group without a name' }))]}
              onChange={(event) => {
                const group = state.groups.find(({ id }) => id === event.currentTarget.value);
                if (!group) return;
                act({ do: 'put_group', id: group.id, play: play.id, area: group.area, column: group.column, name: group.name, notes: [...new Set([...membersOf(group.id), ...chosen])] });
                clear();
              }}
            />
          )}
          {places.length > 1 && (
            <NativeSelect
              aria-label="Move to" value="" data={[{ value: '', label: 'Move to…' }, ...places]}
              onChange={(event) => {
                const [area, column] = event.currentTarget.value.split('\n');
                if (area) place(chosen, { area, column: column ?? '' });
              }}
            />
          )}
          <Button onClick={() => take(chosen)} aria-keyshortcuts="Delete">Remove</Button>
          <Button variant="subtle" onClick={clear} aria-keyshortcuts="Escape">Clear</Button>
        </div>
      )}
      {columns.length === 1 ? (
        <div className={classes.areas} data-one={play.areas.length === 1 || undefined}>{play.areas.map((area) => section(area, columns[0]?.id ?? '', true))}</div>
      ) : (
        <div className={classes.columns} tabIndex={0} role="region" aria-label="Columns">
          {columns.map((column) => (
            <section key={column.id} className={classes.column} aria-label={column.title}>
              <h3>{column.title}</h3>
              {play.areas.map((area) => section(area, column.id, play.areas.length > 1))}
            </section>
          ))}
        </div>
      )}
    </div>
  );
}

const existingGroups = (state: LedWorkshop, play: Play) => state.groups.filter((group) => group.play === play.id);

interface SectionProps {
  area: WorkshopArea;
  named: boolean;
  piles: Pile[];
  selected: ReadonlySet<string>;
  mayEdit: boolean;
  counted: boolean;
  onToggle: (id: string) => void;
  onDragStart: (event: DragEvent, id: string) => void;
  dropOn: (pile: Pile) => object;
  dropHere: object;
  onName: (pile: Pile, name: string) => void;
  onApart: (pile: Pile) => void;
  onAdd: (text: string) => void;
}

function Section({ area, named, piles, selected, mayEdit, counted, onToggle, onDragStart, dropOn, dropHere, onName, onApart, onAdd }: SectionProps) {
  const note = (one: WorkshopNote) => (
    <button
      key={one.id} type="button" className={classes.note} aria-pressed={selected.has(one.id)} draggable={mayEdit} disabled={!mayEdit} onClick={() => onToggle(one.id)}
      onDragStart={(event) => onDragStart(event, one.id)}
    >
      {one.text}
      {(one.who !== '' || one.by !== '') && <small>{[one.who, one.by && `by ${day(one.by)}`].filter(Boolean).join(', ')}</small>}
    </button>
  );
  return (
    <div className={classes.area} {...dropHere}>
      {named && <h4>{area.title}</h4>}
      {piles.map((pile) =>
        pile.group ? (
          <div key={pile.group.id} className={classes.group} {...dropOn(pile)}>
            <GroupHead key={pile.group.name} pile={pile} mayEdit={mayEdit} counted={counted} onName={(name) => onName(pile, name)} onApart={() => onApart(pile)} />
            {pile.notes.map(note)}
          </div>
        ) : (
          <div key={pile.notes[0]?.id} className={classes.single} {...dropOn(pile)}>
            {pile.notes.map(note)}
            {counted && pile.votes > 0 && <Tag tone="accent">{plural(pile.votes, 'vote')}</Tag>}
          </div>
        ),
      )}
      {piles.length === 0 && <p className={classes.asks}>{area.asks}</p>}
      {mayEdit && <AddNote what={area.title} onAdd={onAdd} />}
    </div>
  );
}

interface GroupHeadProps {
  pile: Pile;
  mayEdit: boolean;
  counted: boolean;
  onName: (name: string) => void;
  onApart: () => void;
}

function GroupHead({ pile, mayEdit, counted, onName, onApart }: GroupHeadProps) {
  const was = pile.group?.name ?? '';
  const [name, setName] = useState(was);
  const keep = () => {
    if (name.trim() !== was) onName(name.trim());
  };
  return (
    <div className={classes.groupHead}>
      {mayEdit ? (
        <input
          aria-label="Name of the group" value={name} maxLength={50} placeholder="Name of the group" onChange={(event) => setName(event.currentTarget.value)} onBlur={keep}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
            if (event.key === 'Escape') setName(was);
          }}
        />
      ) : (
        <b>{was}</b>
      )}
      {counted && pile.votes > 0 && <Tag tone="accent">{plural(pile.votes, 'vote')}</Tag>}
      {mayEdit && <Button size="compact-sm" variant="subtle" onClick={onApart} aria-label={`Take apart: ${was}`}>Apart</Button>}
    </div>
  );
}

function AddNote({ what, onAdd }: { what: string; onAdd: (text: string) => void }) {
  const [text, setText] = useState<string | null>(null);
  if (text === null) {
    return (
      <Button className={classes.add} variant="subtle" size="compact-sm" leftSection={<PlusIcon size={12} />} onClick={() => setText('')} aria-label={`Add a note: ${what}`}>
        Note
      </Button>
    );
  }
  return (
    <Textarea
      aria-label={`New note: ${what}`} value={text} maxLength={textLengthMax} rows={2} classNames={{ input: classes.grows }} autoFocus onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => {
        if (text.trim() === '') setText(null);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setText(null);
        if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
        event.preventDefault();
        if (text.trim() !== '') onAdd(text.trim());
        setText('');
      }}
    />
  );
}
