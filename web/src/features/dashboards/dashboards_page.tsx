import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { asProblem, useCreateDashboard, useDashboards } from '../../api';
import { EmptyState, ErrorState, PageBar, PageBody, plural, PlusIcon, relative, RowsSkeleton } from '../../design';
import { dashboardsRoute } from './route';
import classes from './dashboards.module.css';

/** All dashboards of the workspace. */
export function DashboardsPage() {
  const list = useDashboards();
  const create = useCreateDashboard();
  const navigate = dashboardsRoute.useNavigate();
  const make = () =>
    create.mutate(
      { name: 'New dashboard', description: '', tiles: [] },
      {
        onSuccess: ({ id }) => void navigate({ to: '/dashboards/$id', params: { id } }),
        onError: (error) => notifications.show({ title: 'The dashboard was not made', message: asProblem(error).message }),
      },
    );
  const button = (
    <Button variant="filled" leftSection={<PlusIcon size={14} />} loading={create.isPending} onClick={make}>
      New dashboard
    </Button>
  );
  return (
    <>
      <PageBar title="Dashboards" crumbs={<Link to="/explore">Explore</Link>} actions={list.data && list.data.length > 0 && button} />
      <PageBody>
        {list.isError ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : list.data === undefined ? (
          <RowsSkeleton />
        ) : list.data.length === 0 ? (
          <EmptyState title="No dashboard yet" action={button}>
            Put the questions that you ask every morning side by side. They answer themselves as events arrive.
          </EmptyState>
        ) : (
          <div className={classes.list}>
            {list.data.map((dashboard) => (
              <Link key={dashboard.id} to="/dashboards/$id" params={{ id: dashboard.id }} className={classes.item}>
                <h2>{dashboard.name}</h2>
                {dashboard.description !== '' && <p>{dashboard.description}</p>}
                <p>
                  {plural(dashboard.tiles.length, 'tile')}, changed {relative(dashboard.updated_at)}
                </p>
              </Link>
            ))}
          </div>
        )}
      </PageBody>
    </>
  );
}
