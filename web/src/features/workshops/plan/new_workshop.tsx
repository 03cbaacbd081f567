import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem, useAgendas, useCreateWorkshop, useMaps, useMapTemplates, usePersonas } from '../../../api';
import { ErrorState, RowsSkeleton } from '../../../design';
import { lengthWords } from './plan_draft';
import classes from './plan.module.css';

/** What a new workshop is about, how long it takes, and which map it works on. */
export function NewWorkshop({ map, onClose }: { map?: string; onClose: () => void }) {
  const agendas = useAgendas();
  const maps = useMaps();
  const templates = useMapTemplates();
  const personas = usePersonas();
  const create = useCreateWorkshop();
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const [goal, setGoal] = useState('');
  const [chosen, setChosen] = useState('half_morning');
  const [on, setOn] = useState(map ? `map ${map}` : 'template blank');
  const [persona, setPersona] = useState('');
  const agenda = agendas.data?.agendas.find(({ name }) => name === chosen) ?? agendas.data?.agendas[0];
  const make = () => {
    if (!agenda || title.trim() === '') return;
    const [kind, id] = on.split(' ');
    create.mutate(
      { title: title.trim(), goal: goal.trim(), scope: '', persona, ask_names: true, agenda: agenda.plays, ...(kind === 'map' ? { map: id } : { template: id }) },
      { onSuccess: (made) => void navigate({ to: '/journeys/workshops/$id', params: { id: made.id } }) },
    );
  };
  return (
    <Modal opened onClose={onClose} title="New workshop" size="48rem">
      {agendas.isError ? (
        <ErrorState error={agendas.error} onRetry={() => void agendas.refetch()} />
      ) : agendas.isPending ? (
        <RowsSkeleton rows={6} height={36} />
      ) : (
        <form
          className={classes.fields}
          onSubmit={(event) => {
            event.preventDefault();
            make();
          }}
        >
          <TextInput label="Title" placeholder="Buying a phone online" value={title} maxLength={50} data-autofocus onChange={(event) => setTitle(event.currentTarget.value)} />
          <Textarea label="Goal" placeholder="Know where we lose people between the cart and the parcel" value={goal} maxLength={500} rows={2} classNames={{ input: classes.grows }} onChange={(event) => setGoal(event.currentTarget.value)} />
          <fieldset className={classes.choices}>
            <legend>Agenda</legend>
            {agendas.data.agendas.map((one) => (
              <label key={one.name} className={classes.choice} data-checked={one.name === agenda?.name || undefined}>
                <input type="radio" name="agenda" checked={one.name === agenda?.name} onChange={() => setChosen(one.name)} />
                <b>
                  {one.title} · {lengthWords(one.minutes)}
                </b>
                <span>{one.for}</span>
                <small>{one.plays.map((play) => play.title).join(', ')}</small>
              </label>
            ))}
          </fieldset>
          <NativeSelect
            label="Map it works on" value={on} onChange={(event) => setOn(event.currentTarget.value)}
            data={[
              { group: 'A new map', items: (templates.data ?? [{ name: 'blank', title: 'Blank map' }]).map(({ name, title: named }) => ({ value: `template ${name}`, label: named })) },
              { group: 'A map that is there', items: (maps.data ?? []).map((one) => ({ value: `map ${one.id}`, label: one.title || 'Map without a name' })) },
            ]}
          />
          <NativeSelect label="Persona" value={persona} onChange={(event) => setPersona(event.currentTarget.value)} data={[{ value: '', label: 'None, or found in the back-story' }, ...(personas.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]} />
          {create.isError && (
            <p className={classes.problem} role="alert">
              {asProblem(create.error).message} {asProblem(create.error).hint}
            </p>
          )}
          <div className={classes.actions}>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="filled" disabled={title.trim() === ''} loading={create.isPending}>
              Plan the workshop
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
