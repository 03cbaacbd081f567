import type { Customer, CustomerSort, Page } from '../../api';
import { get } from '../../api/client';
import { csv } from '../../people/csv';

const pageSize = 500;

/** The whole list as CSV, fetched page by page; `onProgress` is told how many are there. */
export async function exportCustomers(
  search: string,
  sort: CustomerSort,
  onProgress: (fetched: number) => void,
): Promise<string> {
  const customers: Customer[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Customer> = await get('customers', {
      search: { search: search || null, sort, limit: pageSize, cursor },
    });
    customers.push(...page.items);
    onProgress(customers.length);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return customersCsv(customers);
}

export function customersCsv(customers: Customer[]): string {
  const traits = [...new Set(customers.flatMap((customer) => Object.keys(customer.traits)))].sort();
  const computed = [...new Set(customers.flatMap((customer) => Object.keys(customer.computed ?? {})))].sort();
  const header = [
    ...['id', 'name', 'label', 'first_seen', 'last_seen', 'events', 'channels'],
    ...traits,
    ...computed.map((key) => `computed:${key}`),
  ];
  const rows = customers.map((customer) => [
    customer.id,
    customer.name,
    customer.label,
    customer.first_seen,
    customer.last_seen,
    customer.events,
    customer.channels.join(' '),
    ...traits.map((trait) => customer.traits[trait]),
    ...computed.map((key) => customer.computed?.[key]),
  ]);
  return csv([header, ...rows]);
}
