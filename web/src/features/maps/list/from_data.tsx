import { NumberInput, Select } from '@mantine/core';
import { useQueryDoc, useSegments, useStatus, type JourneyDocument } from '../../../api';
import { count, ErrorState, plural, RowsSkeleton } from '../../../design';
import classes from './list.module.css';

/** What a map of the data is made of. */
export interface DataAsk {
  segment: string | null;
  period: string;
  /** Of one stage at most. */
  steps: number;
}

export const firstAsk: DataAsk = { segment: null, period: 'all', steps: 8 };
const weekMs = 7 * 86_400_000;
const periods = [
  { value: '4w', label: 'The last 4 weeks' }, { value: '8w', label: 'The last 8 weeks' }, { value: '13w', label: 'The last 13 weeks' }, { value: '26w', label: 'The last 26 weeks' },
  { value: '52w', label: 'The last year' }, { value: 'all', label: 'All time' },
];

/** The question whose stages the map will have: the weeks up to the last event, as the server takes them. */
export function questionOf({ segment, period }: DataAsk, lastEvent: string): JourneyDocument {
  const weeks = Number.parseInt(period, 10);
  const from = Number.isFinite(weeks) ? new Date(Date.parse(lastEvent) - weeks * weekMs).toISOString() : undefined;
  return { kind: 'journey', ...(segment ? { who: { segment } } : {}), ...(from ? { range: { from } } : {}) } as JourneyDocument;
}

interface FromDataProps {
  ask: DataAsk;
  onAsk: (ask: DataAsk) => void;
}

/** Whose journeys, of which time and how finely; and what was found. */
export function FromData({ ask, onAsk }: FromDataProps) {
  const segments = useSegments();
  return (
    <div className={classes.data}>
      <div className={classes.asks}>
        <Select
          label="Customers" placeholder="All customers" clearable searchable value={ask.segment} data={segments.data?.items.map(({ id, name, size }) => ({ value: id, label: size === null ? name : `${name}, ${count(size)}` })) ?? []}
          nothingFoundMessage="There is no such segment" onChange={(segment) => onAsk({ ...ask, segment })}
        />
        <Select label="Period" allowDeselect={false} value={ask.period} data={periods} onChange={(period) => period && onAsk({ ...ask, period })} />
        <NumberInput label="Steps a stage, at most" min={1} max={20} value={ask.steps} clampBehavior="strict" onChange={(steps) => typeof steps === 'number' && onAsk({ ...ask, steps })} />
      </div>
      <FoundInData ask={ask} />
    </div>
  );
}

/** Whether there is something to make a map of. */
export function useFoundInData(ask: DataAsk | null) {
  const status = useStatus();
  const last = status.data?.last_event ?? null;
  const answer = useQueryDoc(ask && last ? questionOf(ask, last) : null, { keepPrevious: false });
  // What nobody of them met is no part of their map.
  const met = answer.data?.result.stages.map((stage) => ({ ...stage, touchpoints: stage.touchpoints.filter(({ people }) => people > 0) }));
  return { status, last, answer, stages: met?.filter(({ touchpoints }) => touchpoints.length > 0) ?? [] };
}

function FoundInData({ ask }: { ask: DataAsk }) {
  const { status, last, answer, stages } = useFoundInData(ask);
  if (status.data && last === null) {
    return <p className={classes.found} role="status">There are no events yet. Import a file or connect a source under Data, or begin with a template.</p>;
  }
  if (answer.isError) return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <RowsSkeleton rows={3} height={22} />;
  if (stages.length === 0) return <p className={classes.found} role="status">Nobody of these customers met a touchpoint in this period. Take a longer period or another segment.</p>;
  const steps = stages.reduce((sum, { touchpoints }) => sum + Math.max(1, Math.min(ask.steps, touchpoints.filter(({ role }) => role === 'step' || role === 'goal').length)), 0);
  const touchpoints = stages.reduce((sum, stage) => sum + stage.touchpoints.length, 0);
  return (
    <div className={classes.found}>
      <p role="status">
        Found in the events of {count(answer.data.n.customers)} customers: {plural(stages.length, 'stage')}, {plural(steps, 'step')} of {plural(touchpoints, 'touchpoint')}
        {answer.data.result.goal ? `, towards “${answer.data.result.goal}”` : ''}.
      </p>
      {/* Focusable, so that the keyboard can scroll it. */}
      <ol className={classes.stages} aria-label="Stages found" tabIndex={0}>
        {stages.map((stage) => (
          <li key={stage.name}>
            <b>{stage.name}</b>
            <small>{count(stage.people)} people</small>
            <small>{stage.touchpoints.slice(0, 4).map(({ name }) => name).join(', ')}{stage.touchpoints.length > 4 ? ` and ${stage.touchpoints.length - 4} more` : ''}</small>
          </li>
        ))}
      </ol>
    </div>
  );
}
