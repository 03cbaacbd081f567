import { useMemo } from 'react';
import { useQueryDoc, type OverviewDocument, type Source } from '../../../api';
import { Sparkline } from '../../../design';
import { lastDays } from './last_days';

const days = 30;

/** The events of one source in the 30 days up to its last event. */
export function SourceDays({ source }: { source: Pick<Source, 'name' | 'last_event'> }) {
  const { document, names } = useMemo(() => lastDays(source, days), [source.name, source.last_event?.slice(0, 10)]);
  const answer = useQueryDoc<OverviewDocument>(document);
  if (!answer.data || document === null) return null;
  const counts = new Map(answer.data.result.per_day.map(({ day, events }) => [day, events]));
  return (
    <Sparkline
      label={`${source.name} per day, ${days} days`}
      values={names.map((name) => counts.get(name) ?? 0)}
      tone="accent"
      width={96}
    />
  );
}
