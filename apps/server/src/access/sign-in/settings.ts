import type { Role } from '@ordertrace/api';

/** How an OpenID provider identifies people and programs. */
export interface SignInSettings {
  readonly issuer: URL;
  readonly clientId: string;
  /** Absent for a public client: then only the proof key protects the code. */
  readonly clientSecret: string | undefined;
  readonly scope: string;
  /**
   * The required audience of a program's token. It is never the client ID, so that a person's ID token is not
   * accepted.
   */
  readonly audience: string;
  readonly claims: ClaimPaths;
  /** Names in the roles claim; our own names by default. */
  readonly roleNames: ReadonlyMap<string, Role>;
  /** The console's address for browsers; scheme and host, no path. */
  readonly publicUrl: URL;
  /** The encryption secret of session cookies; absent for a random one of this process. */
  readonly sessionSecret: string | undefined;
  /** How long the claims of a person are valid before they are fetched again. */
  readonly sessionMinutes: number;
}

/** Paths of claims, with dots. */
export interface ClaimPaths {
  readonly roles: string;
  readonly tenant: string;
  /** The only application whose telemetry a program may send. */
  readonly application: string;
}
