import { CloseIcon } from '../../../design';
import { bareGroup, type Condition, type DidNode, type SequenceNode } from '../rule/node';
import { isNever } from '../rule/words';
import { AccountWords } from './account_words';
import { CountWord } from './count_word';
import { useRuleEdit } from './edit_context';
import { EventWords } from './event_words';
import { WhenWord, WithinWord } from './when_word';
import { NamesWord, SegmentWord, ToggleWord, ValueWord } from './words';
import classes from './builder.module.css';

/** Edits of the same word in quick succession are one step of undo; turning it into its opposite always is one. */
function stepOf(before: Condition, after: Condition): string | undefined {
  if (before.not !== after.not) return undefined;
  const fields = Object.keys(after) as (keyof Condition)[];
  return `part ${before.id} ${fields.filter((field) => before[field] !== after[field]).join(' ')}`;
}

/** One condition as a sentence whose underlined words are its controls. */
export function ConditionWords({ node, about }: { node: Condition; about: 'customers' | 'events' }) {
  const { replace, fresh } = useRuleEdit();
  const change = (next: Condition) => replace(node.id, next, stepOf(node, next));
  const deny = () => change({ ...node, not: !node.not });
  const startOpen = fresh === node.id;
  switch (node.kind) {
    case 'did':
      return <DidWords node={node} onChange={change} startOpen={startOpen} />;
    case 'first':
      return (
        <>
          <ToggleWord label="did" value={node.not ? 'did not first do' : 'first did'} onToggle={deny} />{' '}
          <EventWords group={node.of} startOpen={startOpen} onChange={(of) => change({ ...node, of })} />{' '}
          <WhenWord when={node.when} ever="at any time" onChange={(when) => change({ ...node, when })} />
        </>
      );
    case 'sequence':
      return <SequenceWords node={node} onChange={change} onDeny={deny} startOpen={startOpen} />;
    case 'account':
      return <AccountWords node={node} onChange={change} onDeny={deny} />;
    case 'segment':
      return (
        <>
          <ToggleWord label="in the segment or not" value={node.not ? 'are not in' : 'are in'} onToggle={deny} />{' '}
          <SegmentWord segment={node.segment} startOpen={startOpen} onPick={(segment) => change({ ...node, segment })} />
        </>
      );
    case 'value':
      return (
        <>
          {about === 'customers' && <span>{node.of === 'trait' ? 'whose ' : 'with an event whose '}</span>}
          {node.not && <ToggleWord label="not" value="it is not so that" onToggle={deny} />}
          <ValueWord node={node} startOpen={startOpen} onChange={change} />
        </>
      );
    case 'names':
      return (
        <>
          {about === 'customers' && <span>{node.not ? 'without an event ' : 'with an event '}</span>}
          {about === 'events' && node.not && <ToggleWord label="not" value="not" onToggle={deny} />}
          <NamesWord node={node} startOpen={startOpen} onChange={change} />
        </>
      );
  }
}

interface DidWordsProps {
  node: DidNode;
  onChange: (node: DidNode) => void;
  startOpen: boolean;
}

/** "did" and "did not": of a plain count the opposite is "at most none", else the condition is denied. */
function toggledDid(node: DidNode): DidNode {
  if (node.not) return { ...node, not: false };
  if (isNever(node)) return { ...node, at_least: 1, at_most: undefined };
  const atAll = node.measured === undefined && (node.at_least ?? 1) === 1 && node.at_most === undefined;
  return atAll ? { ...node, at_least: undefined, at_most: 0 } : { ...node, not: true };
}

function DidWords({ node, onChange, startOpen }: DidWordsProps) {
  const never = isNever(node);
  return (
    <>
      <ToggleWord label="did or did not" value={never !== node.not ? 'did not do' : 'did'} onToggle={() => onChange(toggledDid(node))} />{' '}
      <EventWords group={node.of} startOpen={startOpen} onChange={(of) => onChange({ ...node, of })} />{' '}
      {!never && (
        <>
          <CountWord did={node} onChange={onChange} />{' '}
        </>
      )}
      <WhenWord when={node.when} onChange={(when) => onChange({ ...node, when })} />
    </>
  );
}

const mostSteps = 10;

interface SequenceWordsProps {
  node: SequenceNode;
  onChange: (node: SequenceNode) => void;
  onDeny: () => void;
  startOpen: boolean;
}

function SequenceWords({ node, onChange, onDeny, startOpen }: SequenceWordsProps) {
  const { steps } = node;
  return (
    <>
      <ToggleWord label="did or did not" value={node.not ? 'did not do' : 'did'} onToggle={onDeny} />{' '}
      {steps.map((step, at) => (
        <span key={step.id}>
          {at > 0 && <span className={classes.then}>, then </span>}
          <EventWords
            group={step}
            label={`step ${at + 1}`}
            startOpen={startOpen && at === 0}
            onChange={(next) => onChange({ ...node, steps: steps.map((each) => (each.id === step.id ? next : each)) })}
          />
          {steps.length > 2 && (
            <button
              type="button"
              className={classes.drop}
              aria-label={`Remove step ${at + 1}`}
              onClick={() => onChange({ ...node, steps: steps.filter((each) => each.id !== step.id) })}
            >
              <CloseIcon size={9} />
            </button>
          )}
        </span>
      ))}{' '}
      {steps.length < mostSteps && (
        <button type="button" className={classes.more} onClick={() => onChange({ ...node, steps: [...steps, bareGroup()] })}>
          + then
        </button>
      )}{' '}
      <WithinWord value={node.within} onChange={(within) => onChange({ ...node, within })} />, the last{' '}
      <WhenWord when={node.when} ever="at any time" onChange={(when) => onChange({ ...node, when })} />
    </>
  );
}
