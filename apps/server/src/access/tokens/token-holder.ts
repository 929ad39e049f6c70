import type { Person } from '../../http/caller.js';

/** The program or person behind a bearer token. */
export interface TokenHolder {
  readonly person: Person;
  /** The only application whose telemetry it may send; absent for any. */
  readonly application: string | undefined;
  /** Epoch milliseconds. Absent if the token itself has an expiry, or never expires. */
  readonly expiresMs?: number | undefined;
}

/** A rejected token. The message never contains the token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

export interface TokenVerifier {
  /**
   * Returns the holder of the token.
   *
   * @throws TokenRefused if it is invalid, ProviderUnavailable if that can't be decided now
   */
  verify(token: string): Promise<TokenHolder>;
}

/** The token of an `Authorization` header; `undefined` if there is none. */
export function bearerToken(header: string | undefined): string | undefined {
  const match = /^Bearer +([^\s,]{1,16384}) *$/i.exec(header ?? '');
  return match?.[1];
}
