import { useState } from 'react';
import type { Operator } from '../../../api';
import { PickList, SentenceControl } from '../../../design';
import { NamePicker } from '../../explore/ask/name_picker';
import { predicateOf, withoutValue, type ValueRow } from '../../explore/ask/predicate_draft';
import { ValueFields } from '../../explore/ask/value_fields';
import type { NamesNode, ValueNode } from '../rule/node';
import { namesWords, valueWords } from '../rule/words';
import { useRuleEdit } from './edit_context';
import classes from './builder.module.css';

/** A word that turns into its opposite when it is pressed. */
export function ToggleWord({ label, value, onToggle }: { label: string; value: string; onToggle: () => void }) {
  return (
    <button type="button" className={classes.toggle} aria-label={`${label}: ${value}`} title="Press for the opposite" onClick={onToggle}>
      {value}
    </button>
  );
}

export function NamesWord({ node, onChange, startOpen }: { node: NamesNode; onChange: (node: NamesNode) => void; startOpen?: boolean }) {
  const chosen = Array.isArray(node.names) ? node.names : [node.names];
  return (
    <SentenceControl label={node.of} value={namesWords(node)} width={320} startOpen={startOpen}>
      {() => (
        <NamePicker
          kind={node.of}
          names={chosen}
          onChange={(names) => onChange({ ...node, names: names.length === 1 ? names[0]! : names })}
        />
      )}
    </SentenceControl>
  );
}

/** A property or trait, how it is compared and with what. */
export function ValueWord({ node, onChange, startOpen }: { node: ValueNode; onChange: (node: ValueNode) => void; startOpen?: boolean }) {
  return (
    <SentenceControl label={node.of} value={valueWords(node)} width={320} startOpen={startOpen}>
      {() => <ValueEditor node={node} onChange={onChange} fresh={startOpen ?? false} />}
    </SentenceControl>
  );
}

/** What is whole goes into the rule at once; the rest waits here. */
export function ValueEditor({ node, onChange, fresh }: { node: ValueNode; onChange: (node: ValueNode) => void; fresh: boolean }) {
  const given = node.value === undefined ? [] : Array.isArray(node.value) ? node.value : [node.value];
  const [row, setRow] = useState<ValueRow>({
    id: node.id,
    not: false,
    kind: node.of,
    name: node.name,
    // Most often a new condition is about one value.
    op: fresh && node.op === 'exists' ? 'is' : (node.op ?? 'is'),
    values: given,
  });
  return (
    <ValueFields
      row={row}
      onChange={(next) => {
        if (next.kind !== 'property' && next.kind !== 'trait') return;
        setRow(next);
        const whole = predicateOf({ mode: 'all', rows: [next] }) as { op?: Operator; value?: ValueNode['value'] } | undefined;
        if (whole) onChange({ ...node, name: next.name, op: next.op, value: withoutValue.includes(next.op) ? undefined : whole.value });
      }}
    />
  );
}

export function SegmentWord({ segment, onPick, startOpen }: { segment: string; onPick: (id: string) => void; startOpen?: boolean }) {
  const { segments } = useRuleEdit();
  const name = segments.get(segment);
  return (
    <SentenceControl
      label="segment"
      value={name ?? `a segment that is gone (${segment})`}
      problem={name === undefined ? 'There is no such segment any more' : undefined}
      startOpen={startOpen}
    >
      {(close) => (
        <SegmentPicker
          chosen={[segment]}
          onPick={(id) => {
            onPick(id);
            close();
          }}
        />
      )}
    </SentenceControl>
  );
}

export function SegmentPicker({ chosen, onPick }: { chosen?: string[]; onPick: (id: string) => void }) {
  const { segments, self } = useRuleEdit();
  const options = [...segments].filter(([id]) => id !== self).map(([value, label]) => ({ value, label }));
  return <PickList options={options} chosen={chosen} onPick={onPick} placeholder="Search segments" />;
}
