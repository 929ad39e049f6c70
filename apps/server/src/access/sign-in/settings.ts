import type { Role } from '@ordertrace/api';

/** How to know people and programs by an OpenID provider. */
export interface SignInSettings {
  readonly issuer: URL;
  readonly clientId: string;
  /** Absent for a public client: the proof key alone protects the code then. */
  readonly clientSecret: string | undefined;
  readonly scope: string;
  /** Whom a program's token must be for; never the client id, so that no one's ID token passes for one. */
  readonly audience: string;
  readonly claims: ClaimPaths;
  /** Names in the roles claim; where none are set, ours. */
  readonly roleNames: ReadonlyMap<string, Role>;
  /** Where browsers reach the console; scheme and host, no path. */
  readonly publicUrl: URL;
  /** What session cookies are encrypted with; absent for a random one that this process alone knows. */
  readonly sessionSecret: string | undefined;
  /** How long what the provider said of a person counts, until it is asked again. */
  readonly sessionMinutes: number;
}

/** Where claims stand, as paths with dots. */
export interface ClaimPaths {
  readonly roles: string;
  readonly tenant: string;
  /** The application whose telemetry alone a program may send. */
  readonly application: string;
}
