import type { CSSProperties } from 'react';
import type { Step } from '../engine/fields';
import type { Seen } from '../engine/visible';
import { CellEditor } from './cell_editor';
import { useEditor } from './editor_context';
import type { RowActions } from './lane_row';
import links from './links/links.module.css';
import { SubJourneyLink } from './sub_journeys/sub_journey_link';
import classes from './board.module.css';

interface StepHeadProps {
  step: Seen<Step>;
  editing: { first: string } | null;
  actions: RowActions;
}

/** What is said of a step over its column: title, note, whether it is optional, and the map of what happens within it. */
export function StepHead({ step, editing, actions }: StepHeadProps) {
  const { mayWrite } = useEditor();
  if (editing) {
    return <CellEditor part="steps" id={step.id} field="title" text={step.title ?? ''} label="Title of the step" first={editing.first} onDone={actions.onDone} className={classes.headInput} />;
  }
  return (
    <>
      <span className={classes.stepWords}>
        <span className={classes.stepTitle} data-none={!step.title || undefined}>{step.title || 'Step without a name'}</span>
        {step.note && <small>{step.note}</small>}
        {step.optional && <small className={classes.optional}>optional</small>}
      </span>
      {step.map && <SubJourneyLink map={step.map} />}
      {mayWrite && (
        <button
          type="button" tabIndex={-1} className={links.handle} aria-label={`Link the step ${step.title ?? ''} to another`} title="Drag to another step to link them, or press to find one"
          onPointerDown={(event) => {
            event.stopPropagation();
            actions.onLinkPress(event, step.id, step.title ?? '');
          }}
          onClick={(event) => {
            event.stopPropagation();
            actions.onLinkTo(step.id);
          }}
        >
          <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
            <path d="M2.5 11V6.5a3 3 0 0 1 3-3h5M8 1l3 2.5L8 6" />
          </svg>
        </button>
      )}
    </>
  );
}

/** Room over the words of a step for the links, as its style says it. */
export const bandStyle = (height: number): CSSProperties => ({ paddingTop: height + 7, '--band': `${height}px` }) as CSSProperties;
