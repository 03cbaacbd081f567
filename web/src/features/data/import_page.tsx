import { Button, Progress, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { asProblem, dataKeys, type Import } from '../../api';
import { remove } from '../../api/client';
import {
  bytes,
  Card,
  count,
  dayAndClock,
  ErrorState,
  PageBar,
  PageBody,
  plural,
  RowsSkeleton,
  share,
  Tag,
} from '../../design';
import classes from './import.module.css';
import { ImportSummary } from './import_summary';
import { progressOf, rateText, stateTones } from './import_words';
import { importRoute } from './route';
import { useLiveImport } from './use_live_import';

/** One import: how it goes, what it brought, and the way back. */
export function ImportPage() {
  const { id } = importRoute.useParams();
  const navigate = importRoute.useNavigate();
  const client = useQueryClient();
  const query = useLiveImport(id);
  const take = useMutation({
    mutationFn: () => remove<void>(`imports/${encodeURIComponent(id)}`),
    onError: (error) =>
      notifications.show({ color: 'pain', title: 'The import is unchanged', message: asProblem(error).message }),
  });
  const cancel = () =>
    take.mutate(undefined, { onSuccess: () => void client.invalidateQueries({ queryKey: ['imports', id] }) });
  const undo = () =>
    take.mutate(undefined, {
      onSuccess: async () => {
        await navigate({ to: '/data/imports', replace: true });
        client.removeQueries({ queryKey: ['imports', id] });
        for (const key of ['imports', 'status', ...dataKeys]) void client.invalidateQueries({ queryKey: [key] });
        notifications.show({ title: 'The import was undone', message: `${query.data?.file} is taken out again.` });
      },
    });
  const job = query.data;
  return (
    <>
      <PageBar
        title={job?.file ?? 'Import'}
        crumbs={<Link to="/data/imports">Imports</Link>}
        tags={job && <Tag tone={stateTones[job.state]}>{job.state}</Tag>}
        actions={
          job?.state === 'running' ? (
            <Button onClick={cancel} loading={take.isPending}>
              Cancel
            </Button>
          ) : job?.state === 'done' ? (
            <Button onClick={() => confirmUndo(job, undo)} loading={take.isPending}>
              Undo import
            </Button>
          ) : undefined
        }
      />
      <PageBody>
        <div className={classes.column}>
          {query.isPending && <RowsSkeleton rows={6} height={28} />}
          {query.isError && (
            <ErrorState
              error={query.error}
              onRetry={() => void query.refetch()}
              action={
                <Button component={Link} to="/data/imports">
                  All imports
                </Button>
              }
            />
          )}
          {job?.state === 'running' && <Running job={job} />}
          {job && job.state !== 'running' && <ImportSummary job={job} />}
        </div>
      </PageBody>
    </>
  );
}

function Running({ job }: { job: Import }) {
  const done = progressOf(job);
  return (
    <Card title="Importing" aside={`started ${dayAndClock(job.started_at)}`}>
      <div className={classes.running}>
        <div className={classes.far}>
          {share(done, 0)}
          <span className={classes.quiet}>
            {bytes(job.bytes_done)} of {bytes(job.bytes)}
          </span>
        </div>
        <Progress value={Math.round(done * 100)} size={10} aria-label="How much of the file is read" />
        <p role="status" aria-live="off">
          {plural(job.rows, 'row')} read, {rateText(job)}
        </p>
        <p className={classes.quiet}>
          {count(job.added)} added, {count(job.duplicates)} were here already, {count(job.rejected)}{' '}
          rejected. You can leave this page, the import goes on.
        </p>
      </div>
    </Card>
  );
}

function confirmUndo(job: Import, undo: () => void): void {
  modals.openConfirmModal({
    title: 'Undo this import?',
    children: (
      <Text size="sm">
        {plural(job.added, 'event')} of {job.file} will be taken out again, with the customers who are
        known from this file only. The file itself can be imported again.
      </Text>
    ),
    labels: { confirm: 'Undo import', cancel: 'Keep it' },
    confirmProps: { variant: 'filled', color: 'pain' },
    onConfirm: undo,
  });
}
