import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useSession, useWorkshops, type WorkshopEntry } from '../../../api';
import { EmptyState, ErrorState, PageBar, PageBody, PlusIcon, relative, RowsSkeleton, Tag } from '../../../design';
import { JourneysTabs } from '../../maps/journeys_tabs';
import { workshopsRoute } from '../route';
import { statusTones, statusWords } from './status';
import { lengthWords } from './plan_draft';
import { NewWorkshop } from './new_workshop';
import classes from './plan.module.css';

/** All workshops of the workspace. */
export function WorkshopsPage() {
  const search = workshopsRoute.useSearch();
  const navigate = workshopsRoute.useNavigate();
  const workshops = useWorkshops();
  const writes = useSession().data?.user.role !== 'viewer';
  const button = writes && (
    <Button variant="filled" leftSection={<PlusIcon size={14} />} onClick={() => void navigate({ search: { new: true } })}>
      New workshop
    </Button>
  );
  return (
    <>
      <PageBar title="Workshops" tabs={<JourneysTabs tab="/journeys/workshops" />} actions={workshops.data && workshops.data.length > 0 && button} />
      <PageBody>
        {workshops.isError ? (
          <ErrorState error={workshops.error} onRetry={() => void workshops.refetch()} />
        ) : workshops.data === undefined ? (
          <RowsSkeleton rows={6} height={44} />
        ) : workshops.data.length === 0 ? (
          <EmptyState title="No workshop yet" action={button}>
            In a workshop a room or a call draws a journey together: guided plays with a timer, notes from everybody’s phone, votes and a sentiment line. It leaves a map and a summary on one page.
          </EmptyState>
        ) : (
          <ul className={classes.list} aria-label="Workshops">
            {workshops.data.map((workshop) => (
              <Row key={workshop.id} workshop={workshop} />
            ))}
          </ul>
        )}
      </PageBody>
      {search.new && writes && <NewWorkshop map={search.map} onClose={() => void navigate({ search: {} })} />}
    </>
  );
}

function Row({ workshop }: { workshop: WorkshopEntry }) {
  const { status } = workshop;
  return (
    <li className={classes.row}>
      <Link to="/journeys/workshops/$id" params={{ id: workshop.id }} className={classes.title}>
        {workshop.title}
      </Link>
      <span>
        <Tag tone={statusTones[status]}>{statusWords[status]}</Tag>
      </span>
      <span>{[lengthWords(workshop.minutes), workshop.map.title && `map: ${workshop.map.title}`].filter(Boolean).join(' · ')}</span>
      <span className={classes.when}>{workshop.drawn_at ? 'on the map' : `changed ${relative(workshop.updated_at)}`}</span>
    </li>
  );
}
