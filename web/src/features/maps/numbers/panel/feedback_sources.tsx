import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useValues, type Predicate } from '../../../../api';
import { predicateWords } from '../../../explore/ask/predicate_words';
import type { About } from '../../engine/fields';
import { useEditor } from '../../editor/editor_context';
import classes from './numbers_panel.module.css';

interface Source {
  match: Record<string, unknown>;
  property: string;
  scale: [number, number];
}

function sourcesOf(about: About): unknown[] {
  const sources = about.feedback?.sources;
  return Array.isArray(sources) ? sources : [];
}

const isSource = (value: unknown): value is Source => typeof value === 'object' && value !== null && 'match' in value && 'property' in value && Array.isArray((value as Source).scale);

/** Which events say how customers feel, and how their answers read. */
export function FeedbackSources({ about }: { about: About }) {
  const { perform, mayWrite } = useEditor();
  const [adding, setAdding] = useState(false);
  const sources = sourcesOf(about);
  const put = (next: unknown[]) => perform([{ op: 'set', in: 'about', id: 'about', field: 'feedback', value: next.length === 0 ? null : ({ ...about.feedback, sources: next } as never) }]);
  return (
    <div className={classes.binder} role="group" aria-label="Feedback">
      <span className={classes.label}>Feedback comes from</span>
      {sources.length === 0 && <span className={classes.bound} data-none>nothing yet: the curve has no feedback layer</span>}
      {sources.map((source, at) => (
        <span key={at} className={classes.bound}>
          {isSource(source) ? `${predicateWords(source.match as Predicate)}: ${source.property}, from ${source.scale[0]} (worst) to ${source.scale[1]} (best)` : 'something that is no source'}{' '}
          {mayWrite && <Button size="compact-xs" variant="subtle" aria-label={`Remove the feedback of ${isSource(source) ? source.property : 'this'}`} onClick={() => put(sources.filter((_, other) => other !== at))}>Remove</Button>}
        </span>
      ))}
      {mayWrite && !adding && <Button size="compact-xs" onClick={() => setAdding(true)}>Add feedback</Button>}
      {adding && <NewSource onAdd={(source) => { put([...sources, source]); setAdding(false); }} onCancel={() => setAdding(false)} />}
    </div>
  );
}

function NewSource({ onAdd, onCancel }: { onAdd: (source: Source) => void; onCancel: () => void }) {
  const [search, setSearch] = useState('');
  const [event, setEvent] = useState<string | null>(null);
  const [property, setProperty] = useState('');
  const [worst, setWorst] = useState<number | string>(0);
  const [best, setBest] = useState<number | string>(10);
  const events = (useValues('event', search).data ?? []).map(({ value }) => String(value));
  const whole = event !== null && property.trim() !== '' && typeof worst === 'number' && typeof best === 'number' && worst !== best;
  return (
    <div className={classes.form}>
      <Select size="xs" label="Event" placeholder="Search events" searchable data={[...new Set([...events, ...(event ? [event] : [])])]} value={event} onSearchChange={setSearch} onChange={setEvent} nothingFoundMessage="No such event" data-autofocus />
      <TextInput size="xs" label="Property with the answer" placeholder="score" value={property} maxLength={200} onChange={(change) => setProperty(change.currentTarget.value)} />
      <div className={classes.days}>
        <NumberInput size="xs" label="Worst answer" value={worst} onChange={setWorst} />
        <NumberInput size="xs" label="Best answer" value={best} onChange={setBest} />
      </div>
      <span className={classes.buttons}>
        <Button size="compact-xs" variant="filled" disabled={!whole} onClick={() => event && onAdd({ match: { event }, property: property.trim(), scale: [Number(worst), Number(best)] })}>Add</Button>
        <Button size="compact-xs" variant="subtle" onClick={onCancel}>Cancel</Button>
      </span>
    </div>
  );
}
