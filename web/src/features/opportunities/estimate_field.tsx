import { NumberInput, Select } from '@mantine/core';
import { impacts, type Estimate, type QueryDocument } from '../../api';
import { count, day } from '../../design';
import { usePeoplePanel } from '../../people/people_context';
import { estimateEvidence, impactWords } from './words';
import classes from './opportunities.module.css';

interface EstimateFieldProps {
  label: string;
  unit: string;
  estimate: Estimate;
  least: number;
  most: number;
  step?: number;
  readOnly: boolean;
  /** The question behind the data, when it is known. */
  ask: QueryDocument | null;
  onChange: (estimate: Estimate) => void;
}

/** What is written by hand is no longer what the data said. */
const byHand = (value: number | null): Estimate => ({ value, evidence: value === null ? 'none' : 'hand', source: null });

/** One of the four numbers of a score, with where it came from under it. */
export function EstimateField({ label, unit, estimate, least, most, step = 1, readOnly, ask, onChange }: EstimateFieldProps) {
  return (
    <div className={classes.estimate} role="group" aria-label={label}>
      <NumberInput
        label={label} suffix={unit} value={estimate.value ?? ''} min={least} max={most} step={step} decimalScale={2} thousandSeparator="," hideControls readOnly={readOnly} size="sm" placeholder="not said"
        onChange={(next) => {
          const value = typeof next === 'number' && next >= least && next <= most ? next : null;
          if (value !== estimate.value) onChange(byHand(value));
        }}
      />
      <Evidence label={label} estimate={estimate} readOnly={readOnly} ask={ask} onChange={onChange} />
    </div>
  );
}

export function ImpactField({ estimate, readOnly, ask, onChange }: Pick<EstimateFieldProps, 'estimate' | 'readOnly' | 'ask' | 'onChange'>) {
  return (
    <div className={classes.estimate} role="group" aria-label="Impact">
      <Select
        label="Impact on each" placeholder="not said" clearable={!readOnly} readOnly={readOnly} value={estimate.value === null ? null : String(estimate.value)} comboboxProps={{ width: 170 }}
        data={[...impacts].reverse().map((impact) => ({ value: String(impact), label: `${impactWords[impact]} · ${impact}` }))} onChange={(value) => onChange(byHand(value === null ? null : Number(value)))}
      />
      <Evidence label="Impact" estimate={estimate} readOnly={readOnly} ask={ask} onChange={onChange} />
    </div>
  );
}

function Evidence({ label, estimate, readOnly, ask, onChange }: Pick<EstimateFieldProps, 'label' | 'estimate' | 'readOnly' | 'ask' | 'onChange'>) {
  const people = usePeoplePanel();
  const { source } = estimate;
  if (estimate.evidence === 'data' && source) {
    const span = source.from && source.to ? `${day(source.from)} to ${day(source.to)}` : '';
    const ref = source.ref;
    return (
      <p className={classes.source}>
        <b>From data.</b> {source.sentence}{' '}
        <span>
          {span}
          {typeof source.n === 'number' && (span ? ' · n ' : 'n ')}
          {typeof source.n === 'number' && (ask && ref ? (
            <button type="button" className={classes.people} title="Show the people behind this number" onClick={() => people.open(ask, ref, label)}>{count(source.n)}</button>
          ) : (
            count(source.n)
          ))}
        </span>
      </p>
    );
  }
  if (estimate.value === null) return <p className={classes.source}>{readOnly ? 'Not said yet.' : ''}</p>;
  return readOnly ? (
    <p className={classes.source}>{estimateEvidence[estimate.evidence]}</p>
  ) : (
    <Select
      aria-label={`How ${label.toLowerCase()} is known`} size="xs" variant="unstyled" className={classes.how} allowDeselect={false} value={estimate.evidence === 'assumed' ? 'assumed' : 'hand'}
      data={[{ value: 'hand', label: 'judged by hand' }, { value: 'assumed', label: 'assumed' }]} onChange={(evidence) => onChange({ ...estimate, evidence: evidence === 'assumed' ? 'assumed' : 'hand' })}
    />
  );
}
