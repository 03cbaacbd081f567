import { Autocomplete, NumberInput, Select } from '@mantine/core';
import { useProperties, type Operator } from '../../../api';
import { SentenceControl } from '../../../design';
import { operatorWords } from '../../explore/ask/predicate_words';
import type { DidNode, Measure } from '../rule/node';
import { countWords, isNever } from '../rule/words';
import classes from './builder.module.css';

type Way = 'at_least' | 'exactly' | 'at_most' | 'between' | 'never' | Measure;

const ways: { group: string; items: { value: Way; label: string }[] }[] = [
  {
    group: 'How often',
    items: [
      { value: 'at_least', label: 'at least so many times' },
      { value: 'exactly', label: 'exactly so many times' },
      { value: 'at_most', label: 'at most so many times' },
      { value: 'between', label: 'between so many times' },
      { value: 'never', label: 'not once' },
    ],
  },
  {
    group: 'How much',
    items: [
      { value: 'sum', label: 'the sum of a property' },
      { value: 'average', label: 'the average of a property' },
      { value: 'min', label: 'the smallest of a property' },
      { value: 'max', label: 'the largest of a property' },
    ],
  },
];
const operators: Operator[] = ['at_least', 'at_most', 'greater', 'less', 'is', 'is_not'];
const inside = { withinPortal: false } as const;

function wayOf(did: DidNode): Way {
  if (did.measured) return did.measured.by;
  if (isNever(did)) return 'never';
  if (did.at_most === undefined) return 'at_least';
  const least = did.at_least ?? 1;
  if (least === did.at_most) return 'exactly';
  return least === 0 ? 'at_most' : 'between';
}

/** The same condition, counted another way; what can be kept is kept. */
function goneTo(did: DidNode, way: Way): DidNode {
  const many = Math.max(1, did.at_least ?? did.at_most ?? 1);
  const none = { at_least: undefined, at_most: undefined, measured: undefined };
  switch (way) {
    case 'at_least':
      return { ...did, ...none, at_least: many };
    case 'exactly':
      return { ...did, ...none, at_least: many, at_most: many };
    case 'at_most':
      return { ...did, ...none, at_least: 0, at_most: Math.max(1, did.at_most ?? many) };
    case 'between':
      return { ...did, ...none, at_least: many, at_most: Math.max(many + 1, did.at_most ?? 0) };
    case 'never':
      return { ...did, ...none, at_most: 0 };
    default:
      return { ...did, ...none, measured: { property: 'revenue', op: 'at_least', value: 100, ...did.measured, by: way } };
  }
}

export function CountWord({ did, onChange }: { did: DidNode; onChange: (did: DidNode) => void }) {
  return (
    <SentenceControl label="how often" value={countWords(did)} width={320}>
      {() => <CountEditor did={did} onChange={onChange} />}
    </SentenceControl>
  );
}

function CountEditor({ did, onChange }: { did: DidNode; onChange: (did: DidNode) => void }) {
  const way = wayOf(did);
  const whole = (next: number | string, set: (many: number) => void) => {
    if (typeof next === 'number' && next >= 0 && Number.isInteger(next)) set(next);
  };
  const times = (label: string, value: number, set: (many: number) => void, min = 1) => (
    <NumberInput size="xs" label={label} min={min} allowDecimal={false} value={value} onChange={(next) => whole(next, set)} />
  );
  const least = did.at_least ?? 1;
  return (
    <div className={classes.editor}>
      <Select
        size="xs"
        aria-label="How it is counted"
        data={ways}
        value={way}
        allowDeselect={false}
        maxDropdownHeight={320}
        comboboxProps={inside}
        onChange={(next) => onChange(goneTo(did, next as Way))}
      />
      {way === 'at_least' && times('Times', least, (many) => onChange({ ...did, at_least: many }), 0)}
      {way === 'exactly' && times('Times', least, (many) => many > 0 && onChange({ ...did, at_least: many, at_most: many }))}
      {way === 'at_most' && times('Times', did.at_most ?? 1, (many) => many > 0 && onChange({ ...did, at_most: many }))}
      {way === 'between' && (
        <div className={classes.pair}>
          {times('From', least, (many) => many > 0 && many < (did.at_most ?? 0) && onChange({ ...did, at_least: many }))}
          {times('To', did.at_most ?? least, (many) => many > least && onChange({ ...did, at_most: many }))}
        </div>
      )}
      {did.measured && <MeasureEditor did={did} measured={did.measured} onChange={onChange} />}
    </div>
  );
}

interface MeasureEditorProps {
  did: DidNode;
  measured: NonNullable<DidNode['measured']>;
  onChange: (did: DidNode) => void;
}

function MeasureEditor({ did, measured, onChange }: MeasureEditorProps) {
  const properties = useProperties();
  const numbers = (properties.data ?? []).filter(({ kind, type }) => kind === 'property' && type !== 'text' && type !== 'boolean');
  const change = (part: Partial<typeof measured>) => onChange({ ...did, measured: { ...measured, ...part } });
  return (
    <>
      <Autocomplete
        size="xs"
        label="Property"
        data={numbers.map(({ property }) => property)}
        defaultValue={measured.property}
        comboboxProps={inside}
        onChange={(property) => property !== '' && change({ property })}
      />
      <div className={classes.pair}>
        <Select
          size="xs"
          label="Comparison"
          data={operators.map((value) => ({ value, label: operatorWords[value] }))}
          value={measured.op ?? 'is'}
          allowDeselect={false}
          comboboxProps={inside}
          onChange={(op) => change({ op: op as Operator })}
        />
        <NumberInput
          size="xs"
          label="Value"
          value={measured.value}
          onChange={(value) => typeof value === 'number' && change({ value })}
        />
      </div>
    </>
  );
}
