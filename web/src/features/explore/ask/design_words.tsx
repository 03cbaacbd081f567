import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import type { By } from '../../../api';
import { PlusIcon, SentenceControl } from '../../../design';
import classes from './ask.module.css';
import { DurationPicker } from './controls';
import { changed, dropped, grouped, moved, placeOf, removed, ungrouped, type StepPlace } from './design_groups';
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

/**
 * The designed steps in their order. Each word opens what can be said about it. Drag a step before
 * another, or onto one: then they come in any order. With alt and the arrow keys a step goes
 * earlier or later, up into any order with the step before, down out of its group.
 */
export function DesignWords({ steps, by, onChange }: DesignWordsProps) {
  const [adding, setAdding] = useState(false);
  const [dragged, setDragged] = useState<StepPlace | null>(null);
  const problem = useFieldProblem('journey');
  // The keys go on with the step that they have moved, where it stands once the list is drawn anew.
  const list = useRef<HTMLOListElement>(null);
  const followed = useRef<StepPlace | null>(null);
  useEffect(() => {
    const place = followed.current;
    followed.current = null;
    if (place) list.current?.querySelector<HTMLElement>(`[data-place="${placeKey(place)}"] button`)?.focus();
  }, [steps]);
  const follow = (next: DesignStep[], step: DesignStep) => {
    followed.current = placeOf(next, step);
    onChange(next);
  };
  const drag = (place: StepPlace) => ({
    draggable: true,
    onDragStart: (event: DragEvent) => {
      event.stopPropagation();
      // Firefox drags nothing that carries nothing.
      event.dataTransfer.setData('text/plain', stepName((steps[place.at]?.group?.[place.member ?? -1] ?? steps[place.at]) as DesignStep));
      setDragged(place);
    },
    onDragEnd: () => setDragged(null),
  });
  const drop = (change: (from: StepPlace) => DesignStep[]) => ({
    onDragOver: (event: DragEvent) => event.preventDefault(),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      event.stopPropagation();
      if (dragged) onChange(change(dragged));
      setDragged(null);
    },
  });
  const isDragged = (place: StepPlace) => dragged?.at === place.at && dragged.member === place.member;
  const word = (step: DesignStep, place: StepPlace) => <StepWord steps={steps} place={place} step={step} by={by} problem={problem} onChange={onChange} onMove={follow} />;
  return (
    <ol ref={list} className={classes.steps} aria-label="Designed steps">
      {steps.map((step, at) => (
        <li key={at} className={`${classes.step} ${isDragged({ at }) ? classes.dragged : ''}`} {...drag({ at })}>
          <span aria-hidden className={at > 0 ? classes.between : classes.beginning} data-open={dragged !== null || undefined} {...drop((from) => dropped(steps, from, at))}>
            {at > 0 && '→'}
          </span>
          {step.group ? (
            <span className={classes.group} role="group" aria-label={stepName(step)} {...drop((from) => grouped(steps, from, at))}>
              {step.group.map((member, index) => (
                <span key={index} className={isDragged({ at, member: index }) ? classes.dragged : undefined} {...drag({ at, member: index })}>
                  {index > 0 && <span className={classes.joined}>and</span>}
                  {word(member, { at, member: index })}
                </span>
              ))}
              <span>
                <GroupWord steps={steps} at={at} onChange={onChange} />
              </span>
            </span>
          ) : (
            <span {...drop((from) => grouped(steps, from, at))}>{word(step, { at })}</span>
          )}
        </li>
      ))}
      <li className={classes.step} {...drop((from) => dropped(steps, from, steps.length))}>
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

/** What can be said about a group as a whole. */
function GroupWord({ steps, at, onChange }: { steps: DesignStep[]; at: number; onChange: (steps: DesignStep[]) => void }) {
  const step = steps[at] as DesignStep;
  const said = [...(step.optional ? ['perhaps'] : []), ...(step.repeat ? ['once or more'] : [])];
  return (
    <SentenceControl label={`In any order, step ${at + 1}`} value={['in any order', ...said].join(', ')} width={280}>
      {(close) => (
        <>
          <div className={classes.rowHead}>
            <button type="button" className={classes.quiet} aria-pressed={step.optional === true} onClick={() => onChange(changed(steps, { at }, { ...step, optional: !step.optional }))}>
              may be missing
            </button>
            <button type="button" className={classes.quiet} aria-pressed={step.repeat === true} onClick={() => onChange(changed(steps, { at }, { ...step, repeat: !step.repeat }))}>
              once or more
            </button>
          </div>
          <div className={classes.stepTools}>
            <MoveTools steps={steps} place={{ at }} onChange={onChange} close={close} />
            <button type="button" className={classes.quiet} style={{ marginLeft: 'auto' }} onClick={() => { onChange(ungrouped(steps, at)); close(); }}>
              One after another
            </button>
          </div>
        </>
      )}
    </SentenceControl>
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

interface MoveToolsProps {
  steps: DesignStep[];
  place: StepPlace;
  onChange: (steps: DesignStep[]) => void;
  close: () => void;
}

function MoveTools({ steps, place, onChange, close }: MoveToolsProps) {
  const inside = place.member !== undefined;
  const move = (by: -1 | 1) => {
    onChange(moved(steps, place, by));
    close();
  };
  return (
    <>
      <button type="button" className={classes.quiet} disabled={!inside && place.at === 0} onClick={() => move(-1)}>
        ← Earlier
      </button>
      <button type="button" className={classes.quiet} disabled={!inside && place.at === steps.length - 1} onClick={() => move(1)}>
        Later →
      </button>
    </>
  );
}

interface StepWordProps extends DesignWordsProps {
  place: StepPlace;
  step: DesignStep;
  problem: string | undefined;
  /** By the keys, which go on with the step. */
  onMove: (next: DesignStep[], step: DesignStep) => void;
}

const placeKey = ({ at, member }: StepPlace) => (member === undefined ? String(at) : `${at}.${member}`);

function StepWord({ steps, place, step, by, problem, onChange, onMove }: StepWordProps) {
  const { at, member } = place;
  const inside = member !== undefined;
  const set = (next: DesignStep, again = false) => onChange(changed(steps, place, next), again);
  // The first has none before it, so it goes with the one after it.
  const beside = at > 0 ? at - 1 : 1;
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey) return;
    const next =
      event.key === 'ArrowLeft' ? moved(steps, place, -1)
      : event.key === 'ArrowRight' || (event.key === 'ArrowDown' && inside) ? moved(steps, place, 1)
      : event.key === 'ArrowUp' && !inside ? grouped(steps, place, beside)
      : null;
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(next, step);
  };
  return (
    <span data-place={placeKey(place)} onKeyDown={onKeyDown}>
      <SentenceControl label={inside ? `Designed step ${at + 1}, part ${member + 1}` : `Designed step ${at + 1}`} value={words(step)} width={340} problem={problem}>
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
              <MoveTools steps={steps} place={place} onChange={onChange} close={close} />
              <button type="button" className={classes.quiet} style={{ marginLeft: 'auto' }} onClick={() => { onChange(removed(steps, place)); close(); }}>
                Remove the step
              </button>
            </div>
            {(inside || steps.length > 1) && (
              <div className={classes.stepTools}>
                {inside ? (
                  <button type="button" className={classes.quiet} onClick={() => { onChange(moved(steps, place, 1)); close(); }}>
                    Take it out, after the others
                  </button>
                ) : (
                  <button type="button" className={classes.quiet} onClick={() => { onChange(grouped(steps, place, beside)); close(); }}>
                    In any order with {stepName(steps[beside] as DesignStep)}
                  </button>
                )}
              </div>
            )}
          </>
        )}
      </SentenceControl>
    </span>
  );
}
