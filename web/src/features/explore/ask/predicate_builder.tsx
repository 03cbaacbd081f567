import { useState } from 'react';
import { CloseIcon } from '../../../design';
import classes from './ask.module.css';
import { freshId, type Group, type NameKind, type Row } from './predicate_draft';
import { predicateWords } from './predicate_words';
import { SegmentField } from './segment_field';
import { NamePicker } from './name_picker';
import { ValueFields } from './value_fields';

interface PredicateBuilderProps {
  group: Group;
  onChange: (group: Group) => void;
  first: NameKind | 'trait';
  about: 'events' | 'customers';
  depth?: number;
}

const kindWords: Record<Row['kind'], string> = {
  event: 'Event',
  touchpoint: 'Touchpoint',
  stage: 'Stage',
  channel: 'Channel',
  source: 'Source',
  type: 'Type',
  property: 'Property',
  trait: 'Trait',
  did: 'Did',
  group: 'Group',
  segment: 'Segment',
  kept: 'Condition',
};

/** Deeper groups can be shown and changed, but are not offered. */
const groupsOfferedTo = 2;

function freshRow(kind: Row['kind']): Row {
  const base = { id: freshId(), not: false };
  if (kind === 'segment') return { ...base, kind, segment: '' };
  if (kind === 'kept') return { ...base, kind, predicate: {} };
  if (kind === 'property' || kind === 'trait') return { ...base, kind, name: '', op: 'is', values: [] };
  if (kind === 'did') return { ...base, kind, group: { mode: 'all', rows: [freshRow('event')] }, at_least: 1 };
  if (kind === 'group') return { ...base, kind, group: { mode: 'any', rows: [freshRow('event')] } };
  return { ...base, kind, names: [] };
}

/** Conditions that an event, or a customer, has to meet. */
export function PredicateBuilder({ group, onChange, first, about, depth = 0 }: PredicateBuilderProps) {
  const [fallback] = useState(() => freshRow(first));
  // With nothing chosen the first condition is already there to be filled in.
  const rows = group.rows.length === 0 ? [fallback] : group.rows;
  const replace = (row: Row) =>
    onChange({ ...group, rows: rows.map((each) => (each.id === row.id ? row : each)) });
  const offered: Row['kind'][] = [
    ...(about === 'customers' ? (['trait', 'did', 'segment'] as const) : []),
    'event',
    'property',
    'touchpoint',
    'stage',
    'channel',
    'source',
    'type',
    ...(about === 'events' ? (['trait'] as const) : []),
    ...(depth + 1 < groupsOfferedTo ? (['group'] as const) : []),
  ];
  return (
    <div className={depth === 0 ? classes.scroll : undefined}>
      {rows.length > 1 && (
        <div className={classes.mode} role="group" aria-label="How the conditions are joined">
          {(['all', 'any'] as const).map((mode) => (
            <button
              key={mode}
              type="button"
              className={classes.quiet}
              aria-pressed={group.mode === mode}
              onClick={() => onChange({ mode, rows })}
            >
              {mode === 'all' ? 'All of these' : 'Any of these'}
            </button>
          ))}
        </div>
      )}
      <ul className={classes.rows}>
        {rows.map((row) => (
          <li key={row.id} className={classes.row}>
            <div className={classes.rowHead}>
              <span className={classes.kind}>{kindWords[row.kind]}</span>
              <button
                type="button"
                className={classes.quiet}
                aria-pressed={row.not}
                aria-label={`Not: ${kindWords[row.kind]}`}
                onClick={() => replace({ ...row, not: !row.not })}
              >
                not
              </button>
              <button
                type="button"
                className={classes.quiet}
                aria-label={`Remove the condition ${kindWords[row.kind]}`}
                onClick={() => onChange({ ...group, rows: rows.filter((each) => each.id !== row.id) })}
              >
                <CloseIcon size={11} />
              </button>
            </div>
            <RowBody row={row} onChange={replace} about={about} depth={depth} />
          </li>
        ))}
      </ul>
      <div className={classes.add}>
        Add
        {offered.map((kind) => (
          <button
            key={kind}
            type="button"
            className={classes.quiet}
            onClick={() => onChange({ ...group, rows: [...rows, freshRow(kind)] })}
          >
            {kindWords[kind].toLowerCase()}
          </button>
        ))}
      </div>
    </div>
  );
}

interface RowBodyProps {
  row: Row;
  onChange: (row: Row) => void;
  about: 'events' | 'customers';
  depth: number;
}

function RowBody({ row, onChange, about, depth }: RowBodyProps) {
  if (row.kind === 'property' || row.kind === 'trait') {
    return <ValueFields row={row} onChange={onChange} />;
  }
  if (row.kind === 'group' || row.kind === 'did') {
    return (
      <div style={{ marginTop: 6 }}>
        <PredicateBuilder
          group={row.group}
          onChange={(group) => onChange({ ...row, group })}
          first="event"
          about={row.kind === 'did' ? 'events' : about}
          depth={depth + 1}
        />
        {row.kind === 'did' && <Times row={row} onChange={onChange} />}
      </div>
    );
  }
  if (row.kind === 'segment') {
    return <SegmentField segment={row.segment} onPick={(segment) => onChange({ ...row, segment })} />;
  }
  if (row.kind === 'kept') return <p className={classes.body}>{predicateWords(row.predicate)}</p>;
  if (!('names' in row)) return null;
  return <NamePicker kind={row.kind} names={row.names} onChange={(names) => onChange({ ...row, names })} />;
}

function Times({ row, onChange }: { row: Extract<Row, { kind: 'did' }>; onChange: (row: Row) => void }) {
  const read = (text: string) => (text === '' ? undefined : Math.max(0, Math.floor(Number(text))));
  return (
    <div className={classes.add}>
      at least
      <input
        aria-label="At least so many times"
        type="number"
        min={0}
        style={{ width: 56 }}
        value={row.at_least ?? ''}
        onChange={(event) => onChange({ ...row, at_least: read(event.currentTarget.value) })}
      />
      at most
      <input
        aria-label="At most so many times"
        type="number"
        min={0}
        style={{ width: 56 }}
        value={row.at_most ?? ''}
        onChange={(event) => onChange({ ...row, at_most: read(event.currentTarget.value) })}
      />
      times
    </div>
  );
}
