import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { usePersonas, useSavePersona, useSegments, useSession, type Persona, type Segment } from '../../api';
import { Card, count, EmptyState, ErrorState, PageBar, PageBody, plural, PlusIcon, RowsSkeleton, Tag } from '../../design';
import { failed } from '../../shell/toast';
import { JourneysTabs } from '../maps/journeys_tabs';
import { evidenceWords } from './evidence';
import classes from './personas.module.css';
import { Portrait } from './portrait';

/** The personas of the workspace. */
export function PersonasPage() {
  const list = usePersonas();
  const segments = useSegments();
  const writes = useSession().data?.user.role !== 'viewer';
  const known = new Map(segments.data?.items.map((segment) => [segment.id, segment]));
  return (
    <>
      <PageBar title="Personas" tabs={<JourneysTabs tab="/journeys/personas" />} actions={<PersonaActions writes={writes} number={list.data?.items.length ?? 0} />} />
      <PageBody>
        {list.isError ? (
          <Card>
            <ErrorState error={list.error} onRetry={() => void list.refetch()} />
          </Card>
        ) : list.isPending ? (
          <Card>
            <RowsSkeleton rows={4} height={48} />
          </Card>
        ) : list.data.items.length === 0 ? (
          <Card>
            <EmptyState title="There are no personas yet" action={<PersonaActions writes={writes} number={0} />}>
              A persona is an archetype of customers: what they want, what they need and what gets in their way. Bound to a segment it says how many there are.
            </EmptyState>
          </Card>
        ) : (
          <ul className={classes.gallery} aria-label="Personas">
            {list.data.items.map((persona) => (
              <PersonaCard key={persona.id} persona={persona} segment={persona.segment === null ? null : (known.get(persona.segment) ?? undefined)} customers={segments.data?.customers ?? null} />
            ))}
          </ul>
        )}
      </PageBody>
    </>
  );
}

function PersonaActions({ writes, number }: { writes: boolean; number: number }) {
  return (
    <>
      <Button component={Link} to="/journeys/personas/proposals">
        From data
      </Button>
      {writes && <NewPersona number={number} />}
    </>
  );
}

function NewPersona({ number }: { number: number }) {
  const save = useSavePersona();
  const navigate = useNavigate();
  return (
    <Button
      variant="filled"
      leftSection={<PlusIcon size={14} />}
      loading={save.isPending}
      onClick={() =>
        save.mutate(
          { draft: { name: 'New persona', colour: number % 8 } },
          {
            onSuccess: ({ id }) => void navigate({ to: '/journeys/personas/$id', params: { id } }),
            onError: (error) => failed('The persona was not made', error),
          },
        )
      }
    >
      New persona
    </Button>
  );
}

/** `segment`: null for none, undefined while it is not known or was removed. */
function PersonaCard({ persona, segment, customers }: { persona: Persona; segment: Segment | null | undefined; customers: number | null }) {
  return (
    <li>
      <Link className={classes.item} to="/journeys/personas/$id" params={{ id: persona.id }}>
        <Portrait persona={persona} size={56} />
        <span className={classes.itemText}>
          <b className={classes.itemName}>{persona.name}</b>
          <span className={classes.quiet}>{persona.role}</span>
          {persona.motto !== '' && <q className={classes.motto}>{persona.motto}</q>}
          <span className={classes.tags}>
            {segment && segment.size !== null && (
              <Tag>
                {count(segment.size)} {segment.size === 1 ? 'person' : 'people'}
                {customers !== null && customers > 0 && ` · ${Math.round((100 * segment.size) / customers)} %`}
              </Tag>
            )}
            {persona.evidence !== 'none' && <Tag>{evidenceWords[persona.evidence]}</Tag>}
            {persona.maps.length > 0 && <Tag>{plural(persona.maps.length, 'map')}</Tag>}
          </span>
        </span>
      </Link>
    </li>
  );
}
