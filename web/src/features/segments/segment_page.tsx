import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { asProblem, useSegment } from '../../api';
import { Card, EmptyState, ErrorState, PageBar, PageBody, RowsSkeleton } from '../../design';
import { readRule } from './rule/read';
import { segmentRoute } from './route';
import { SegmentEditor } from './segment_editor';
import { draftOf } from './use_draft';

/** One segment, or a new one. */
export function SegmentPage() {
  const { id } = segmentRoute.useParams();
  const search = segmentRoute.useSearch();
  const isNew = id === 'new';
  const kept = useSegment(isNew ? null : id);
  if (isNew) {
    const first = { name: search.name ?? '', description: '', root: readRule(search.rule ?? {}) };
    return <SegmentEditor key={JSON.stringify(search)} kept={null} kind={search.kind ?? 'rule'} first={first} />;
  }
  if (kept.data) {
    const { segment } = kept.data;
    return <SegmentEditor key={id} kept={kept.data} kind={segment.kind} first={draftOf(segment)} />;
  }
  const gone = kept.isError && asProblem(kept.error).status === 404;
  return (
    <>
      <PageBar crumbs={<Link to="/customers/segments">Segments</Link>} title="Segment" />
      <PageBody>
        <Card flush>
          {gone ? (
            <EmptyState
              title="There is no such segment"
              action={
                <Button component={Link} to="/customers/segments">
                  Show all segments
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
