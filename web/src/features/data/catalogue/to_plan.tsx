import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';

export function ToPlan({ event }: { event: string }) {
  return (
    <Button component={Link} {...({ to: '/data/plan', search: { event } } as object)}>
      Its rules
    </Button>
  );
}
