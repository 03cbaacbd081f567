import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { asProblem, usePersona } from '../../api';
import { Card, EmptyState, ErrorState, PageBar, PageBody, RowsSkeleton } from '../../design';
import { PersonaEditor } from './persona_editor';
import { personaRoute } from './route';

/** One persona, written where it is read. */
export function PersonaPage() {
  const { id } = personaRoute.useParams();
  const kept = usePersona(id);
  if (kept.data) return <PersonaEditor key={id} kept={kept.data} />;
  const gone = kept.isError && asProblem(kept.error).status === 404;
  return (
    <>
      <PageBar crumbs={<Link to="/journeys/personas">Personas</Link>} title="Persona" />
      <PageBody>
        <Card flush>
          {gone ? (
            <EmptyState
              title="There is no such persona"
              action={
                <Button component={Link} to="/journeys/personas">
                  Show all personas
                </Button>
              }
            >
              The link may be old: somebody may have removed it.
            </EmptyState>
          ) : kept.isError ? (
            <ErrorState error={kept.error} onRetry={() => void kept.refetch()} />
          ) : (
            <RowsSkeleton rows={6} height={24} />
          )}
        </Card>
      </PageBody>
    </>
  );
}
