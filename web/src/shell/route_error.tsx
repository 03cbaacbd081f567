import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { EmptyState, ErrorState } from '../design/states';

/** A screen that failed as a whole; the rail stays usable. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const client = useQueryClient();
  const again = () => {
    void client.resetQueries({ predicate: (query) => query.state.status === 'error' });
    reset();
    void router.invalidate();
  };
  return <ErrorState error={error} onRetry={again} />;
}

export function NotFound() {
  return (
    <EmptyState
      page
      title="There is no such page"
      action={
        <Button component={Link} to="/">
          Go to Home
        </Button>
      }
    >
      The address may be mistyped, or what it showed may have been removed.
    </EmptyState>
  );
}

/** The same outside the frame, where nothing else is the page's main part. */
export function RootNotFound() {
  return (
    <main>
      <NotFound />
    </main>
  );
}
