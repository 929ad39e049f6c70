import { roles, type Role } from '@ordertrace/api';

/** Who asks: a person, or a program with a token. */
export interface Person {
  /** For people to read. */
  readonly name: string;
  /** The same for as long as the person is known: the provider's subject, a token's name, `local`. */
  readonly subject: string;
  readonly roles: readonly Role[];
  /** The tenant that everything is limited to; absent where nothing is. */
  readonly tenantId: string | undefined;
  /** What a program's token may do besides its roles, such as `ingest`. */
  readonly scopes: readonly string[];
}

/** How it is known who asks. A session travels in a cookie, which a browser sends along by itself. */
export type KnownBy = 'loopback' | 'session' | 'token';

export interface Caller {
  readonly person: Person;
  readonly by: KnownBy;
}

/** Whoever sits at the machine, where nobody else can reach the server. */
export const localPerson: Person = {
  name: 'Local',
  subject: 'local',
  roles,
  tenantId: undefined,
  scopes: ['ingest'],
};

/** Nobody is known; only routes that are open to anyone are answered. */
export const nobody: Person = {
  name: '',
  subject: '',
  roles: [],
  tenantId: undefined,
  scopes: [],
};

/**
 * Whether an answer may tell how the company works inside: reasons, applications, traces. A partner is told
 * about orders alone.
 */
export function maySeeInside(person: Person): boolean {
  return person.roles.some((role) => role !== 'partner');
}

/** Whether a partner's page is all that there is to show. */
export function isPartnerOnly({ roles: held }: Person): boolean {
  return held.length > 0 && held.every((role) => role === 'partner');
}
