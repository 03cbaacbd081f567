import { SegmentedControl } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';

const tabs = [
  { value: '/customers', label: 'Everybody' },
  { value: '/customers/segments', label: 'Segments' },
  { value: '/customers/accounts', label: 'Accounts' },
  { value: '/customers/traits', label: 'Traits' },
] as const;

export type CustomersTab = (typeof tabs)[number]['value'];

/** The parts of Customers. */
export function CustomersTabs({ tab }: { tab: CustomersTab }) {
  const navigate = useNavigate();
  return (
    <SegmentedControl
      aria-label="Part of customers"
      data={[...tabs]}
      value={tab}
      onChange={(to) => void navigate({ to: to as CustomersTab })}
    />
  );
}
