import type { Person } from '../../http/caller.js';

/** The program, or person, that a bearer token stands for. */
export interface TokenHolder {
  readonly person: Person;
  /** The application whose telemetry alone it may send; absent for any. */
  readonly application: string | undefined;
  /** Epoch milliseconds; absent where the token itself tells, or never ends. */
  readonly expiresMs?: number | undefined;
}

/** A token that does not count; the message never holds the token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

export interface TokenVerifier {
  /**
   * Who holds the token.
   *
   * @throws TokenRefused where it does not count, ProviderUnavailable where that can't be told now
   */
  verify(token: string): Promise<TokenHolder>;
}

/** The token of an `Authorization` header; `undefined` where there is none. */
export function bearerToken(header: string | undefined): string | undefined {
  const match = /^Bearer +([^\s,]{1,16384}) *$/i.exec(header ?? '');
  return match?.[1];
}
