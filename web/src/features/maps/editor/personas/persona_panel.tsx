import { Button, Select, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMapTemplates, usePersonas, useSavePersona } from '../../../../api';
import { ErrorState, RowsSkeleton } from '../../../../design';
import { Portrait } from '../../../personas/portrait';
import { failed } from '../../../../shell/toast';
import type { MapDocument } from '../../engine/fields';
import { visible as seeing, type Visible } from '../../engine/visible';
import { useEditor } from '../editor_context';
import { CommentButton } from '../thing_marks';
import { SidePanel } from '../panel/side_panel';
import panel from '../panel/panel.module.css';
import { peopleText } from './persona_chips';
import { addPersona, movePersona, personaColours, type PersonaOnMap } from './persona_view';
import classes from './personas.module.css';

interface PersonaPanelProps {
  document: MapDocument;
  visible: Visible;
  shown: string | null;
  onShow: (persona: string | null) => void;
  onClose: () => void;
}

const colourWords = ['teal', 'amber', 'blue', 'rose', 'violet', 'olive', 'brown', 'grey'] as const;

/** Who goes this way: added, put in order, coloured and taken off again. */
export function PersonaPanel({ document, visible, shown, onShow, onClose }: PersonaPanelProps) {
  const { personas, mayWrite, perform } = useEditor();
  const list = usePersonas();
  const onMap = [...personas.values()];
  const free = (list.data?.items ?? []).filter(({ id }) => !onMap.some(({ persona }) => persona === id));
  const put = (persona: string) => perform(addPersona(visible, persona));
  return (
    <SidePanel label="Personas" title="Personas" onClose={onClose}>
      <div className={panel.fields} tabIndex={-1}>
        {list.isError ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <RowsSkeleton rows={3} height={40} />
        ) : (
          <>
            {onMap.length === 0 && <p className={panel.hint}>Nobody goes this way yet. With a persona, cards, pain points and the curve can say whose they are.</p>}
            <ol className={classes.list}>
              {onMap.map((one, at) => (
                <PersonaRow key={one.id} one={one} at={at} of={onMap.length} visible={visible} isShown={one.id === shown} onShow={onShow} />
              ))}
            </ol>
            {mayWrite && (
              <Select
                label="Add a persona" placeholder={free.length === 0 ? 'All are on this map' : 'Find one of the workspace'} searchable disabled={free.length === 0} value={null}
                data={free.map(({ id, name }) => ({ value: id, label: name }))} nothingFoundMessage="There is no such persona" onChange={(id) => id && put(id)}
              />
            )}
            {mayWrite && <NewPersona document={document} names={new Set(list.data.items.map(({ name }) => name))} />}
          </>
        )}
      </div>
    </SidePanel>
  );
}

interface PersonaRowProps {
  one: PersonaOnMap;
  at: number;
  of: number;
  visible: Visible;
  isShown: boolean;
  onShow: (persona: string | null) => void;
}

function PersonaRow({ one, at, of, visible, isShown, onShow }: PersonaRowProps) {
  const { mayWrite, perform } = useEditor();
  return (
    <li className={classes.row}>
      <Portrait persona={{ name: one.name, portrait: one.portrait, colour: one.colourAt }} size={32} />
      <div className={classes.who}>
        {one.gone ? <b>{one.name}</b> : <Link to="/journeys/personas/$id" params={{ id: one.persona }}><b>{one.name}</b></Link>}
        <small>{one.gone ? 'It is no longer in the workspace; its cards stay.' : `${one.role}${one.role ? '' : 'Persona'}${peopleText(one)}`}</small>
        <div className={classes.tools}>
          <Button size="compact-xs" aria-pressed={isShown} onClick={() => onShow(isShown ? null : one.id)}>{isShown ? 'Show all' : 'Show only'}</Button>
          <CommentButton part="personas" id={one.id} name={one.name} />
          {mayWrite && (
            <>
              <select
                aria-label={`Colour of ${one.name}`} className={classes.colour} value={one.colourAt}
                onChange={(event) => perform([{ op: 'set', in: 'personas', id: one.id, field: 'colour', value: Number(event.currentTarget.value) }])}
              >
                {Array.from({ length: personaColours }, (_, colour) => (
                  <option key={colour} value={colour}>{colourWords[colour]}</option>
                ))}
              </select>
              <Button size="compact-xs" aria-label={`${one.name} up`} disabled={at === 0} onClick={() => perform(movePersona(visible, one.id, at - 1))}>↑</Button>
              <Button size="compact-xs" aria-label={`${one.name} down`} disabled={at === of - 1} onClick={() => perform(movePersona(visible, one.id, at + 1))}>↓</Button>
              <Button
                size="compact-xs" aria-label={`Take ${one.name} off the map`}
                onClick={() => {
                  if (isShown) onShow(null);
                  perform([{ op: 'remove', in: 'personas', id: one.id }]);
                }}
              >
                Take off
              </Button>
            </>
          )}
        </div>
      </div>
    </li>
  );
}

/** Makes a persona of a name and puts it on the map; the names that the template's example speaks of are offered. */
function NewPersona({ document, names }: { document: MapDocument; names: ReadonlySet<string> }) {
  const { session, perform } = useEditor();
  const save = useSavePersona();
  const templates = useMapTemplates(document.about.template !== undefined);
  const [name, setName] = useState('');
  const told = document.about.description ? (templates.data?.find((one) => one.name === document.about.template)?.personas ?? []) : [];
  const make = (given: string, role = '') =>
    save.mutate(
      { draft: { name: given, role } },
      {
        onSuccess: ({ id }) => {
          setName('');
          perform(addPersona(seeing(session.snapshot().document), id));
        },
        onError: (error) => failed('The persona was not made', error),
      },
    );
  return (
    <>
      <form
        className={classes.fresh}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') make(name.trim());
        }}
      >
        <TextInput label="Or make a new one" placeholder="Name" maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Button type="submit" disabled={name.trim() === ''} loading={save.isPending}>Make</Button>
      </form>
      {told.map(partsOf).filter((one) => !names.has(one.name)).map((one) => (
        <div key={one.name} className={classes.told}>
          <span>The example speaks of <b>{one.name}</b>{one.role && `, ${one.role}`}.</span>
          <Button size="compact-xs" loading={save.isPending} onClick={() => make(one.name, one.role)}>Make this persona</Button>
        </div>
      ))}
    </>
  );
}

/** "Gülay, translator who works from home" is a name and what she is. */
function partsOf(told: string): { name: string; role: string } {
  const [name = '', ...rest] = told.split(', ');
  return { name, role: rest.join(', ') };
}
