import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { asProblem, useTouchpoints, type NamedTouchpoint, type Problem, type TouchpointDraft, type TouchpointRole } from '../../api';
import { NamePicker } from '../explore/ask/name_picker';
import classes from './touchpoints.module.css';
import { draftOf, useTouchpointActions } from './use_touchpoint_actions';

interface TouchpointDialogProps {
  /** What it begins with. */
  draft: TouchpointDraft;
  /** The one that is changed; none makes another. */
  existing?: NamedTouchpoint;
  onSaved?: (touchpoint: NamedTouchpoint) => void;
  onClose: () => void;
}

const discovered = '';
const roles: { value: TouchpointRole; label: string }[] = [
  { value: 'step', label: 'Step on the way' },
  { value: 'goal', label: 'Goal' },
  { value: 'contact', label: 'Contact' },
  { value: 'error', label: 'Error' },
  { value: 'message', label: 'Message' },
];

/** Names a touchpoint: its events, and where it stands in the journey. */
export function TouchpointDialog({ draft: begun, existing, onSaved, onClose }: TouchpointDialogProps) {
  const [draft, setDraft] = useState(begun);
  // What somebody else saved meanwhile is changed only when this one says so.
  const [before, setBefore] = useState(existing);
  const [problem, setProblem] = useState<Problem | null>(null);
  const list = useTouchpoints();
  const actions = useTouchpointActions();
  const set = (patch: Partial<TouchpointDraft>) => {
    setDraft({ ...draft, ...patch });
    setProblem(null);
  };
  const stages = [...new Set([...(list.data?.stages ?? []), ...(draft.stage === null ? [] : [draft.stage])])];
  const theirs = problem?.code === 'conflict' ? (problem.body.theirs as NamedTouchpoint | undefined) : undefined;
  const at = (field: string) => (problem?.field?.startsWith(field) ? [problem.message, problem.hint].filter(Boolean).join(' ') : undefined);
  const elsewhere = problem !== null && at('name') === undefined && at('events') === undefined;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const kept = await actions.save({ ...draft, name: draft.name.trim(), description: draft.description.trim() }, before);
      onSaved?.(kept);
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  return (
    <Modal opened onClose={onClose} title={existing ? `Change “${existing.name}”` : 'Make a touchpoint'} size={480} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={(event) => void submit(event)} className={classes.form}>
        <TextInput
          label="Name"
          data-autofocus
          maxLength={120}
          value={draft.name}
          error={at('name')}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <fieldset className={classes.events}>
          <legend>Its events</legend>
          <ul aria-label="Events of the touchpoint">
            {draft.events.map((event) => (
              <li key={event}>
                {event}
                <button type="button" aria-label={`Take out ${event}`} onClick={() => set({ events: draft.events.filter((each) => each !== event) })}>
                  ×
                </button>
              </li>
            ))}
          </ul>
          {at('events') && (
            <p className={classes.problem} role="alert">
              {at('events')}
            </p>
          )}
          <NamePicker kind="event" names={draft.events} onChange={(events) => set({ events })} />
        </fieldset>
        <div className={classes.pair}>
          <Select
            label="Stage"
            data={[{ value: discovered, label: 'That of most of its events' }, ...stages.map((stage) => ({ value: stage, label: stage }))]}
            value={draft.stage ?? discovered}
            onChange={(stage) => set({ stage: stage === discovered ? null : stage })}
            allowDeselect={false}
          />
          <Select
            label="Role"
            data={[{ value: discovered, label: 'That of most of its events' }, ...roles]}
            value={draft.role ?? discovered}
            onChange={(role) => set({ role: role === discovered ? null : (role as TouchpointRole) })}
            allowDeselect={false}
          />
        </div>
        <TextInput
          label="Description"
          maxLength={500}
          value={draft.description}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
        {theirs ? (
          <div role="alert" className={classes.clash}>
            <p>Somebody else changed this touchpoint after you opened it: “{theirs.name}” with {theirs.events.join(', ')}.</p>
            <Button
              onClick={() => {
                setBefore(theirs);
                set(draftOf(theirs));
              }}
            >
              Show theirs
            </Button>
            <Button
              onClick={() => {
                setBefore(theirs);
                setProblem(null);
              }}
            >
              Keep mine
            </Button>
          </div>
        ) : (
          elsewhere && (
            <p className={classes.problem} role="alert">
              {problem.message} {problem.hint}
            </p>
          )
        )}
        <div className={classes.foot}>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="filled"
            loading={actions.isPending}
            disabled={draft.name.trim() === '' || draft.events.length === 0 || theirs !== undefined}
          >
            {existing ? 'Save' : 'Make touchpoint'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
