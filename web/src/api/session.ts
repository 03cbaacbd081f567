import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { setTimeZone } from '../design/format_time';
import { get, post, put, remove, setCsrfToken } from './client';
import { Problem } from './problem';
import type { ProfileChange, Session } from './types';

/** What the rest of the application needs to know from a session, set wherever one arrives. */
export function acceptSession(session: Session | null): Session | null {
  setCsrfToken(session?.csrf_token ?? null);
  if (session) setTimeZone(session.workspace.time_zone);
  return session;
}

/** The session, or null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return acceptSession(await get<Session>('session', { signal }));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return acceptSession(null);
      throw error;
    }
  },
});

export function useSession() {
  return useQuery(sessionQuery);
}

export async function signInWithLink(token: string): Promise<Session> {
  const session = await post<Session>('session/link', { token });
  acceptSession(session);
  return session;
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => post<Session>('session', body),
    onSuccess: (session) => client.setQueryData(['session'], acceptSession(session)),
  });
}

/** Signs out and forgets everything that was fetched for the person. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => remove<void>('session'),
    onSuccess: () => {
      client.clear();
      client.setQueryData(['session'], acceptSession(null));
    },
  });
}

export function useChangeProfile() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: ProfileChange) => put<unknown>('me', change),
    onSuccess: () => client.invalidateQueries({ queryKey: ['session'] }),
  });
}
