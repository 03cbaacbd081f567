import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Import, ProblemBody } from '../../api';
import { Problem } from '../../api';
import { apiPath } from '../../api/client';
import {
  Card,
  count,
  DataTable,
  dayAndClock,
  DownloadIcon,
  duration,
  ErrorState,
  Num,
  share,
  StatStrip,
  type Column,
} from '../../design';
import classes from './import.module.css';
import { outcome } from './import_words';

type Reason = Import['reject_reasons'][number];

/** What an import that is over brought, and where to go from here. */
export function ImportSummary({ job }: { job: Import }) {
  const kind = job.rows_are ?? 'events';
  return (
    <>
      {job.state === 'failed' && <Failed error={job.error} />}
      <StatStrip
        stats={[
          { label: 'Added', value: <Num size="large" value={count(job.added)} />, note: { events: 'events', customers: 'rows of customers', accounts: 'rows of accounts' }[kind] },
          {
            label: 'Were here already',
            value: <Num size="large" value={count(job.duplicates)} />,
            note: 'left as they are',
          },
          {
            label: 'Rejected',
            value: <Num size="large" tone={job.rejected > 0 ? 'pain' : 'plain'} value={count(job.rejected)} />,
            note: job.rows > 0 ? `${share(job.rejected / job.rows)} of ${count(job.rows)} rows` : 'rows',
          },
          { label: 'Took', value: <Num size="large" value={took(job)} />, note: dayAndClock(job.started_at) },
        ]}
      />
      <p className={classes.outcome}>{outcome(job)}</p>
      <div className={classes.buttons}>
        {job.state === 'done' && kind === 'events' && (
          <Button variant="filled" component={Link} to="/">
            See the journey
          </Button>
        )}
        {kind !== 'events' ? (
          <Button
            variant={job.state === 'done' ? 'filled' : 'default'}
            component={Link}
            to={kind === 'accounts' ? '/customers/accounts' : '/customers'}
          >
            See the {kind}
          </Button>
        ) : (
          <Button component={Link} to="/data/events">
            See its events
          </Button>
        )}
        <Button component={Link} to="/data/import">
          Import another file
        </Button>
      </div>
      {job.rejected > 0 && <Rejects job={job} />}
    </>
  );
}

function took({ started_at: from, finished_at: to }: Import): string {
  return to === null ? '–' : duration((Date.parse(to) - Date.parse(from)) / 1000);
}

function Failed({ error }: { error: ProblemBody | null }) {
  const problem = new Problem(
    { ...(error ?? { title: 'The import failed', detail: 'It stopped before the end.' }) },
    error?.status ?? 500,
  );
  return (
    <Card>
      <ErrorState
        error={problem}
        action={
          <Button component={Link} to="/data/import">
            Try another file
          </Button>
        }
      />
    </Card>
  );
}

function Rejects({ job }: { job: Import }) {
  const columns: Column<Reason>[] = [
    { key: 'reason', header: 'Why', render: (row) => row.reason },
    { key: 'count', header: 'Rows', align: 'right', width: 120, render: (row) => count(row.count) },
  ];
  return (
    <Card
      title="Rejected rows"
      aside={
        <Button
          component="a"
          href={apiPath(`imports/${encodeURIComponent(job.id)}/rejects`)}
          download={`rejects-${job.id}.csv`}
          leftSection={<DownloadIcon size={14} />}
        >
          Download them
        </Button>
      }
      flush
    >
      <DataTable label="Why rows were rejected" columns={columns} rows={job.reject_reasons} rowKey={(row) => row.reason} />
    </Card>
  );
}
