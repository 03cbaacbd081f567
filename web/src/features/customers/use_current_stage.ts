import { useCustomerEvents } from '../../api';

/** The stage of the newest event that belongs to one; null while it is not known. */
export function useCurrentStage(id: string): string | null {
  const newest = useCustomerEvents(id, 'desc').data?.pages[0]?.items ?? [];
  return newest.find(({ stage }) => stage !== null)?.stage ?? null;
}
