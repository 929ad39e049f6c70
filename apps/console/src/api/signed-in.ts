import { ApiError, type SignedOut } from '@ordertrace/api';
import { queryOptions } from '@tanstack/react-query';
import { api } from './client.js';

/** The signed-in person. */
export const meQuery = () =>
  queryOptions({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.me({ signal }),
    staleTime: 5 * 60_000,
  });

/** Opens the sign-in if nobody is signed in any longer; the sign-in returns to the page. */
export function goToSignIn(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 'not_signed_in') return;
  const { pathname, search, hash } = window.location;
  window.location.assign(`/login?to=${encodeURIComponent(`${pathname}${search}${hash}`)}`);
}

/** Signs out here, then at the provider. */
export async function signOut(): Promise<void> {
  const answer = await fetch('/logout', { method: 'POST' });
  if (!answer.ok) return;
  const { location } = (await answer.json()) as SignedOut;
  window.location.assign(location);
}
