import { useState, type KeyboardEvent } from 'react';
import type { By } from '../../../api';
import { PlusIcon, SentenceControl } from '../../../design';
import classes from './ask.module.css';
import { DurationPicker } from './controls';
import { stepName, type DesignStep } from './design_steps';
import { durationWords } from './duration_words';
import { useFieldProblem } from './field_problem';
import { NamePicker } from './name_picker';
import type { NameKind } from './predicate_draft';

interface DesignWordsProps {
  steps: DesignStep[];
  by: By | undefined;
  onChange: (steps: DesignStep[], again?: boolean) => void;
}

/** The designed steps in their order; each word opens what can be said about it. */
export function DesignWords({ steps, by, onChange }: DesignWordsProps) {
  const [adding, setAdding] = useState(false);
  const problem = useFieldProblem('journey');
  return (
    <ol className={classes.steps} aria-label="Designed steps">
      {steps.map((step, at) => (
        <li key={at} className={classes.step}>
          {at > 0 && <span aria-hidden>→</span>}
          <StepWord steps={steps} at={at} step={step} by={by} problem={problem} onChange={onChange} />
        </li>
      ))}
      <li className={classes.step}>
        {adding ? (
          <SentenceControl label="New step" value="choose what is done" width={320} startOpen onClose={() => setAdding(false)}>
            {(close) => (
              <NamePicker
                kind={kindOf(by)}
                names={[]}
                onChange={(names) => {
                  onChange([...steps, { labels: names }]);
                  close();
                }}
              />
            )}
          </SentenceControl>
        ) : (
          <button type="button" className={classes.quiet} onClick={() => setAdding(true)}>
            <PlusIcon size={11} /> Add a step
          </button>
        )}
      </li>
    </ol>
  );
}

/** What the labels are picked from; the values of a property go by its name. */
const kindOf = (by: By | undefined) => (typeof by === 'object' ? by.property : (by ?? 'event')) as NameKind;

/** "Cart or Wish list (perhaps, within 1 day)" */
function words(step: DesignStep): string {
  const said = [
    ...(step.optional ? ['perhaps'] : []),
    ...(step.repeat ? ['once or more'] : []),
    ...(step.within === undefined ? [] : [`within ${durationWords(step.within)}`]),
  ];
  return `${stepName(step)}${said.length > 0 ? ` (${said.join(', ')})` : ''}`;
}

interface StepWordProps extends DesignWordsProps {
  at: number;
  step: DesignStep;
  problem: string | undefined;
}

function StepWord({ steps, at, step, by, problem, onChange }: StepWordProps) {
  const set = (next: DesignStep, again = false) => onChange(steps.map((each, index) => (index === at ? next : each)), again);
  const without = () => onChange(steps.filter((_, index) => index !== at));
  const move = (to: number) => {
    if (to < 0 || to >= steps.length) return;
    const rest = steps.filter((_, index) => index !== at);
    onChange([...rest.slice(0, to), step, ...rest.slice(to)]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    event.preventDefault();
    move(at + (event.key === 'ArrowLeft' ? -1 : 1));
  };
  return (
    <span onKeyDown={onKeyDown}>
      <SentenceControl label={`Designed step ${at + 1}`} value={words(step)} width={340} problem={problem}>
        {(close) => (
          <>
            {step.raw === undefined ? (
              <>
                <div className={classes.rowHead}>
                  <button type="button" className={classes.quiet} aria-pressed={step.optional === true} onClick={() => set({ ...step, optional: !step.optional })}>
                    may be missing
                  </button>
                  <button type="button" className={classes.quiet} aria-pressed={step.repeat === true} onClick={() => set({ ...step, repeat: !step.repeat })}>
                    once or more
                  </button>
                  {at > 0 && (
                    <SentenceControl label="Within" value={step.within === undefined ? 'any time' : `within ${durationWords(step.within)}`}>
                      {(done) => (
                        <DurationPicker
                          label="After the step before"
                          none="any time"
                          value={step.within}
                          onPick={(within) => {
                            const { within: _, ...rest } = step;
                            set(within === undefined ? rest : { ...rest, within });
                            done();
                          }}
                        />
                      )}
                    </SentenceControl>
                  )}
                </div>
                <NamePicker kind={kindOf(by)} names={step.labels} onChange={(labels) => (labels.length === 0 ? undefined : set({ ...step, labels }))} />
              </>
            ) : (
              <p>This part of the design is kept as it was written.</p>
            )}
            <div className={classes.stepTools}>
              <button type="button" className={classes.quiet} disabled={at === 0} onClick={() => { move(at - 1); close(); }}>
                ← Earlier
              </button>
              <button type="button" className={classes.quiet} disabled={at === steps.length - 1} onClick={() => { move(at + 1); close(); }}>
                Later →
              </button>
              <button type="button" className={classes.quiet} style={{ marginLeft: 'auto' }} onClick={() => { without(); close(); }}>
                Remove the step
              </button>
            </div>
          </>
        )}
      </SentenceControl>
    </span>
  );
}
