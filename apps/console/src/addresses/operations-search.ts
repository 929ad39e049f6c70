import type { Role } from '@ordertrace/api';

/**
 * Views of the operations page in order, with the roles that may see each: the same as the server's table.
 */
const rolesOf = {
  context: ['support', 'developer', 'security', 'admin'],
  receiving: ['developer', 'admin'],
  privacy: ['developer', 'security', 'admin'],
  retention: ['developer', 'security', 'admin'],
  access: ['security'],
  alerts: ['support', 'developer', 'business', 'security', 'admin'],
  imports: ['developer', 'business', 'admin'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type OperationsView = keyof typeof rolesOf;
const allViews = Object.keys(rolesOf) as readonly OperationsView[];

/** Views that a person with these roles may see. A person of a tenant sees none. */
export function operationsViews(me: {
  readonly roles: readonly Role[];
  readonly tenant_id: string | null;
}): readonly OperationsView[] {
  if (me.tenant_id !== null) return [];
  return allViews.filter((view) => rolesOf[view].some((role) => me.roles.includes(role)));
}

/** Periods of the context audit, in hours. */
export const auditHours = [1, 24, 168] as const;
export type AuditHours = (typeof auditHours)[number];

/** Search parameters of the operations page. Invalid ones are dropped. */
export interface OperationsSearch {
  readonly view?: OperationsView | undefined;
  readonly hours?: AuditHours | undefined;
  /** Order filter of the access log. */
  readonly order?: string | undefined;
  readonly tenant?: string | undefined;
  readonly actor?: string | undefined;
}

export function readOperationsSearch(search: Readonly<Record<string, unknown>>): OperationsSearch {
  const found: Record<string, unknown> = {
    view: allViews.find((each) => each === search['view']),
    hours: auditHours.find((each) => String(each) === String(search['hours'])),
  };
  for (const name of ['order', 'tenant', 'actor']) {
    const value = search[name];
    if (typeof value === 'string' && value !== '') found[name] = value;
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
