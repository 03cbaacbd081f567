import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { acceptSession } from './api/session';
import { Problem } from './api/problem';

const retries = 2;

let onSignedOut: () => void = () => undefined;

/** Called when the server says that the session is over. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

function noticeSignedOut(error: unknown): void {
  if (!(error instanceof Problem) || error.code !== 'not_signed_in') return;
  // Only somebody who was signed in can be signed out: a failed sign-in answers 401 as well.
  if (!queryClient.getQueryData(['session'])) return;
  queryClient.setQueryData(['session'], acceptSession(null));
  onSignedOut();
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        failures < retries && error instanceof Problem && error.retryable,
    },
  },
});
