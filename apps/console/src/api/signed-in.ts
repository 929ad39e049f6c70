import { ApiError, type SignedOut } from '@ordertrace/api';
import { queryOptions } from '@tanstack/react-query';
import { api } from './client.js';

/** Who looks at the page. */
export const meQuery = () =>
  queryOptions({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.me({ signal }),
    staleTime: 5 * 60_000,
  });

/** Where nobody is signed in any more, the page goes to the sign-in, which comes back to it. */
export function goToSignIn(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 'not_signed_in') return;
  const { pathname, search, hash } = window.location;
  window.location.assign(`/login?to=${encodeURIComponent(`${pathname}${search}${hash}`)}`);
}

/** Ends the visit here, then at the provider. */
export async function signOut(): Promise<void> {
  const answer = await fetch('/logout', { method: 'POST' });
  if (!answer.ok) return;
  const { location } = (await answer.json()) as SignedOut;
  window.location.assign(location);
}
