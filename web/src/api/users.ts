import { useQuery } from '@tanstack/react-query';
import { get } from './client';

/** Somebody of the workspace, as owners and mentions name them. */
export interface WorkspaceUser {
  id: string;
  name: string;
  role: 'admin' | 'editor' | 'viewer';
}

export function useUsers(enabled = true) {
  return useQuery({
    queryKey: ['users'],
    enabled,
    staleTime: 60_000,
    queryFn: async ({ signal }) => (await get<{ items: WorkspaceUser[] }>('users', { signal })).items,
  });
}
