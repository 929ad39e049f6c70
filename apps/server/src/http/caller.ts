import { roles, type Role } from '@ordertrace/api';

/** A caller: a person, or a program with a token. */
export interface Person {
  /** The display name. */
  readonly name: string;
  /** A stable identifier: the provider's subject, a token's name, `local`. */
  readonly subject: string;
  readonly roles: readonly Role[];
  /** The tenant that limits all access; absent for no limit. */
  readonly tenantId: string | undefined;
  /** Rights of a program's token besides its roles, such as `ingest`. */
  readonly scopes: readonly string[];
}

/** How a caller is authenticated. Browsers send a session's cookie automatically. */
export type KnownBy = 'loopback' | 'session' | 'token';

export interface Caller {
  readonly person: Person;
  readonly by: KnownBy;
}

/** The user of this machine, if no other machine has access. */
export const localPerson: Person = {
  name: 'Local',
  subject: 'local',
  roles,
  tenantId: undefined,
  scopes: ['ingest'],
};

/** An anonymous caller, for public routes only. */
export const nobody: Person = {
  name: '',
  subject: '',
  roles: [],
  tenantId: undefined,
  scopes: [],
};

/** Whether a response may contain internal data: reasons, applications, traces. Partners only see orders. */
export function maySeeInside(person: Person): boolean {
  return person.roles.some((role) => role !== 'partner');
}

/** Whether the person may only see the partner's pages. */
export function isPartnerOnly({ roles: held }: Person): boolean {
  return held.length > 0 && held.every((role) => role === 'partner');
}
