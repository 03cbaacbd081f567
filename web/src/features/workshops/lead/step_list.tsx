import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { LedWorkshop } from '../../../api';
import { CloseIcon, PlusIcon } from '../../../design';
import { newId, type Command } from '../session/state';
import classes from './lead.module.css';

type Step = LedWorkshop['workshop']['steps'][number];

/** The steps of the journey, which the actions make and the plays after them use. */
export function StepList({ state, act, mayEdit }: { state: LedWorkshop; act: (command: Command) => void; mayEdit: boolean }) {
  const { steps, stages } = state.workshop;
  const set = (next: Step[]) => act({ do: 'set_steps', steps: next });
  const move = (at: number, by: number) => {
    const next = [...steps];
    const [step] = next.splice(at, 1);
    if (step) next.splice(at + by, 0, step);
    set(next);
  };
  return (
    <section className={classes.stepList} aria-label="Steps">
      <div className={classes.stepHead}>
        <h3>Steps of the journey</h3>
        {mayEdit && <Button onClick={() => act({ do: 'take_steps' })}>Make steps of the actions</Button>}
      </div>
      {steps.length === 0 && <p className={classes.quiet}>Each group of actions, and each single one, becomes a step when you go on. Make them now to name and order them first.</p>}
      <ol>
        {steps.map((step, at) => (
          <li key={step.id}>
            <StepTitle title={step.title} disabled={!mayEdit} label={`Step ${at + 1}`} onKeep={(title) => set(steps.map((one) => (one.id === step.id ? { ...one, title } : one)))} />
            <NativeSelect aria-label={`Stage of step ${at + 1}`} disabled={!mayEdit} value={step.stage} data={stages.map(({ id, title }) => ({ value: id, label: title || 'Stage' }))} onChange={(event) => set(steps.map((one) => (one.id === step.id ? { ...one, stage: event.currentTarget.value } : one)))} />
            {mayEdit && (
              <span className={classes.stepTools}>
                <ActionIcon aria-label={`Step ${at + 1} earlier`} disabled={at === 0} onClick={() => move(at, -1)}>↑</ActionIcon>
                <ActionIcon aria-label={`Step ${at + 1} later`} disabled={at === steps.length - 1} onClick={() => move(at, 1)}>↓</ActionIcon>
                <ActionIcon aria-label={`Remove step ${at + 1}`} onClick={() => set(steps.filter((one) => one.id !== step.id))}><CloseIcon size={14} /></ActionIcon>
              </span>
            )}
          </li>
        ))}
      </ol>
      {mayEdit && steps.length > 0 && (
        <Button leftSection={<PlusIcon size={14} />} onClick={() => set([...steps, { id: newId('stp_'), title: 'New step', stage: steps.at(-1)?.stage ?? stages[0]?.id ?? '' }])}>Add a step</Button>
      )}
    </section>
  );
}

function StepTitle({ title, label, disabled, onKeep }: { title: string; label: string; disabled: boolean; onKeep: (title: string) => void }) {
  const [text, setText] = useState<string | null>(null);
  const keep = () => {
    if (text !== null && text.trim() !== title) onKeep(text.trim());
    setText(null);
  };
  return (
    <TextInput
      aria-label={label} value={text ?? title} disabled={disabled} maxLength={50} onChange={(event) => setText(event.currentTarget.value)} onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
        if (event.key === 'Escape') setText(null);
      }}
    />
  );
}
