import { TextInput } from '@mantine/core';
import { useState, type DragEvent, type KeyboardEvent } from 'react';
import type { FunnelStepDocument, Predicate } from '../../../api';
import { PlusIcon, SentenceControl } from '../../../design';
import classes from './ask.module.css';
import { useFieldProblem } from './field_problem';
import { PredicateEditor } from './predicate_control';
import { predicateWords } from './predicate_words';
import { movedStep, rematched, withoutStep, withStep } from './step_list';

interface FunnelStepsProps {
  steps: FunnelStepDocument[];
  onChange: (steps: FunnelStepDocument[], again?: boolean) => void;
}

/** The steps in their order: drag one, or move it with alt and the arrow keys. */
export function FunnelSteps({ steps, onChange }: FunnelStepsProps) {
  const [dragged, setDragged] = useState<number | null>(null);
  const [adding, setAdding] = useState(false);
  const drop = (event: DragEvent, at: number) => {
    event.preventDefault();
    if (dragged !== null) onChange(movedStep(steps, dragged, at));
    setDragged(null);
  };
  return (
    <ol className={classes.steps} aria-label="Steps">
      {steps.map((step, at) => (
        <li
          key={at}
          className={`${classes.step} ${dragged === at ? classes.dragged : ''}`}
          draggable
          onDragStart={() => setDragged(at)}
          onDragEnd={() => setDragged(null)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => drop(event, at)}
        >
          {at > 0 && <span aria-hidden>→</span>}
          <StepWord steps={steps} at={at} step={step} onChange={onChange} />
        </li>
      ))}
      <li className={classes.step}>
        {adding ? (
          <NewStep
            onDone={(match, again) => onChange(again ? withStep(steps, steps.length - 1, { match }) : [...steps, { match }], again)}
            onClose={() => setAdding(false)}
          />
        ) : (
          <button type="button" className={classes.quiet} onClick={() => setAdding(true)}>
            <PlusIcon size={11} /> Add a step
          </button>
        )}
      </li>
    </ol>
  );
}

interface StepWordProps extends FunnelStepsProps {
  at: number;
  step: FunnelStepDocument;
}

function StepWord({ steps, at, step, onChange }: StepWordProps) {
  const problem = useFieldProblem(`steps[${at}]`);
  const words = predicateWords(step.match);
  const move = (by: number) => onChange(movedStep(steps, at, at + by));
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    event.preventDefault();
    move(event.key === 'ArrowLeft' ? -1 : 1);
  };
  return (
    <span onKeyDown={onKeyDown}>
      <SentenceControl label={`Step ${at + 1}`} value={`${step.name ?? words}${step.optional ? ' (perhaps)' : ''}`} width={360} problem={problem}>
        {(close) => (
          <>
            <TextInput
              size="xs"
              mb={8}
              aria-label="Name of the step"
              placeholder={words}
              defaultValue={step.name ?? ''}
              onBlur={(event) => {
                const name = event.currentTarget.value.trim();
                if (name === (step.name ?? '')) return;
                const { name: _, ...unnamed } = step;
                onChange(withStep(steps, at, name === '' ? unnamed : { ...step, name }));
              }}
            />
            <PredicateEditor
              value={step.match}
              onChange={(match, again) =>
                onChange(withStep(steps, at, rematched(step, match ?? {}, words)), again)
              }
            />
            {at > 0 && at < steps.length - 1 && (
              <button
                type="button"
                className={classes.quiet}
                style={{ marginTop: 8 }}
                aria-pressed={step.optional === true}
                onClick={() => {
                  const { optional, ...rest } = step;
                  onChange(withStep(steps, at, optional ? rest : { ...rest, optional: true }));
                }}
              >
                may be left out
              </button>
            )}
            <div className={classes.stepTools}>
              <button type="button" className={classes.quiet} disabled={at === 0} onClick={() => { move(-1); close(); }}>
                ← Earlier
              </button>
              <button
                type="button"
                className={classes.quiet}
                disabled={at === steps.length - 1}
                onClick={() => { move(1); close(); }}
              >
                Later →
              </button>
              <button
                type="button"
                className={classes.quiet}
                style={{ marginLeft: 'auto' }}
                onClick={() => { onChange(withoutStep(steps, at)); close(); }}
              >
                Remove the step
              </button>
            </div>
          </>
        )}
      </SentenceControl>
    </span>
  );
}

interface NewStepProps {
  onDone: (match: Predicate, again: boolean) => void;
  onClose: () => void;
}

/** A step is added with its first condition, so that there is never one that matches everything. */
function NewStep({ onDone, onClose }: NewStepProps) {
  return (
    <SentenceControl label="New step" value="choose an event" width={360} startOpen onClose={onClose}>
      {() => <PredicateEditor value={undefined} onChange={(match, again) => match && onDone(match, again)} />}
    </SentenceControl>
  );
}
