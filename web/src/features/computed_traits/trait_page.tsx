import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { asProblem, useComputedTrait } from '../../api';
import { Card, EmptyState, ErrorState, PageBar, PageBody, RowsSkeleton } from '../../design';
import { draftOf, newDraft } from './draft';
import { computedTraitRoute } from './route';
import { TraitEditor } from './trait_editor';

/** One computed trait, or a new one. */
export function TraitPage() {
  const { id } = computedTraitRoute.useParams();
  const kept = useComputedTrait(id === 'new' ? null : id);
  if (id === 'new') return <TraitEditor key="new" kept={null} first={newDraft} />;
  if (kept.data) return <TraitEditor key={id} kept={kept.data} first={draftOf(kept.data.trait)} />;
  const gone = kept.isError && asProblem(kept.error).status === 404;
  return (
    <>
      <PageBar crumbs={<Link to="/customers/traits">Computed traits</Link>} title="Computed trait" />
      <PageBody>
        <Card flush>
          {gone ? (
            <EmptyState
              title="There is no such computed trait"
              action={
                <Button component={Link} to="/customers/traits">
                  Show all computed traits
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
