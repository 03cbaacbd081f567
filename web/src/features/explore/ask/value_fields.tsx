import { Select, TagsInput, TextInput, Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useProperties, useValues, type Operator, type Scalar } from '../../../api';
import classes from './ask.module.css';
import { typedValue, withList, withOperator, withoutValue, type Row, type ValueRow } from './predicate_draft';
import { operatorWords } from './predicate_words';

interface ValueFieldsProps {
  row: ValueRow;
  onChange: (row: Row) => void;
}

const operators = Object.entries(operatorWords).map(([value, label]) => ({ value, label }));
/** Operators whose value is rarely one of those in the data as it stands. */
const freeText: readonly Operator[] = ['greater', 'at_least', 'less', 'at_most', 'matches', 'contains', 'starts_with', 'ends_with'];
const typingPauseMs = 150;
// Lists stay inside the popover; outside of it a click on them would close it.
const inside = { withinPortal: false } as const;

/** Which property, how it is compared, and with what. */
export function ValueFields({ row, onChange }: ValueFieldsProps) {
  const properties = useProperties();
  const names = (properties.data ?? []).filter((item) => item.kind === row.kind).map((item) => item.property);
  return (
    <div className={classes.body}>
      <Autocomplete
        size="xs"
        aria-label={row.kind === 'trait' ? 'Trait' : 'Property'}
        placeholder={row.kind === 'trait' ? 'Trait' : 'Property'}
        data={names}
        value={row.name}
        comboboxProps={inside}
        onChange={(name) => onChange({ ...row, name, values: name === row.name ? row.values : [] })}
      />
      <Select
        size="xs"
        aria-label="Comparison"
        data={operators}
        value={row.op}
        comboboxProps={inside}
        allowDeselect={false}
        onChange={(op) => onChange(withOperator(row, (op ?? 'is') as Operator))}
      />
      {!withoutValue.includes(row.op) && row.name !== '' && <Value row={row} onChange={onChange} />}
    </div>
  );
}

function Value({ row, onChange }: ValueFieldsProps) {
  const text = row.values.length > 0 ? String(row.values[0]) : '';
  const [wanted] = useDebouncedValue(withList.includes(row.op) ? '' : text, typingPauseMs);
  const property = row.kind === 'trait' ? `trait:${row.name}` : row.name;
  const values = useValues(freeText.includes(row.op) ? null : property, wanted);
  const known = values.data ?? [];
  const texts = [...new Set(known.map((item) => String(item.value)))];
  // A value of the data keeps its type: true is not "true".
  const typed = (entry: string): Scalar =>
    known.find((item) => String(item.value) === entry)?.value ?? typedValue(entry, row.op);
  if (withList.includes(row.op)) {
    return (
      <TagsInput
        size="xs"
        aria-label="Values"
        placeholder="Values"
        data={texts}
        comboboxProps={inside}
        value={row.values.map(String)}
        onChange={(entries) => onChange({ ...row, values: entries.map(typed) })}
      />
    );
  }
  const change = (entry: string) => onChange({ ...row, values: entry === '' ? [] : [typed(entry)] });
  if (freeText.includes(row.op)) {
    return (
      <TextInput
        size="xs"
        aria-label="Value"
        placeholder="Value"
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
      />
    );
  }
  return (
    <Autocomplete
      size="xs"
      aria-label="Value"
      placeholder="Value"
      data={texts}
      comboboxProps={inside}
      filter={({ options }) => options}
      value={text}
      onChange={change}
    />
  );
}
