import { Button } from '@mantine/core';
import { useState } from 'react';
import { useRetentionPreview, useRetentionRules, useRetentionRuns, useSession, type RetentionRule } from '../../api';
import { Card, count, DataTable, dayAndClock, EmptyState, ErrorState, plural, type Column } from '../../design';
import { RetentionDialog } from './retention_dialog';
import { RetentionRunDialog } from './retention_run_dialog';
import { actionWords, eventsWords } from './retention_words';
import classes from './privacy.module.css';

/** How long events are kept, what is due, and what the last runs did. */
export function RetentionCard() {
  const kept = useRetentionRules();
  const mayChange = useSession().data?.user.role === 'admin';
  const [edited, setEdited] = useState<RetentionRule | 'new' | null>(null);
  const [running, setRunning] = useState(false);
  const list = kept.data?.rules ?? [];
  const preview = useRetentionPreview(mayChange && list.length > 0 ? list : null);
  const runs = useRetentionRuns();
  const due = new Map(preview.data?.rules.map((one) => [one.id, one]));
  const add = mayChange && <Button onClick={() => setEdited('new')}>Add a rule</Button>;
  const columns: Column<RetentionRule>[] = [
    { key: 'events', header: 'Events', render: (rule) => eventsWords(rule) },
    { key: 'days', header: 'Kept', render: ({ days }) => plural(days, 'day') },
    { key: 'action', header: 'Then', render: ({ action }) => actionWords(action), wideOnly: true },
  ];
  if (mayChange) {
    columns.push(
      {
        key: 'due',
        header: 'Due now',
        align: 'right',
        wideOnly: true,
        render: ({ id }) => (preview.isError ? '–' : due.has(id) ? count(due.get(id)?.events ?? 0) : '…'),
      },
      {
        key: 'edit',
        header: 'Change',
        align: 'right',
        render: (rule) => (
          <Button variant="subtle" onClick={() => setEdited(rule)} aria-label={`Change ${eventsWords(rule)}`}>
            Change
          </Button>
        ),
      },
    );
  }
  const last = runs.data?.items[0];
  const followed = list.find(({ id }) => id === last?.rule);
  return (
    <Card title="How long events are kept" aside={list.length > 0 && add} flush>
      {kept.isError ? (
        <ErrorState error={kept.error} onRetry={() => void kept.refetch()} />
      ) : (
        <DataTable
          label="Retention rules"
          columns={columns}
          rows={list}
          rowKey={({ id }) => id}
          loading={kept.isPending}
          empty={
            <EmptyState title="Events are kept for ever" action={add}>
              A rule deletes events when they have been kept long enough, or takes out who they were of.
            </EmptyState>
          }
        />
      )}
      {list.length > 0 && (
        <div className={classes.actions}>
          <p className={classes.standing_line} role={runs.data?.error ? 'alert' : undefined}>
            {runs.data?.running
              ? 'A run is on its way.'
              : (runs.data?.error ??
                (last ? `Last: ${plural(last.events, 'event')} by “${followed ? eventsWords(followed) : last.rule}” on ${dayAndClock(last.time)}. Runs once a day.` : 'Runs once a day. Nothing was due yet.'))}
          </p>
          {mayChange && (
            <Button onClick={() => setRunning(true)} disabled={!preview.data}>
              Run now
            </Button>
          )}
        </div>
      )}
      {edited !== null && kept.data && <RetentionDialog kept={kept.data} rule={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      {running && preview.data && <RetentionRunDialog preview={preview.data} onClose={() => setRunning(false)} />}
    </Card>
  );
}
