import type { Role } from '@ordertrace/api';

/** The parts of the operations page, in their order, and who may see them: as the server's table says. */
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

/** What someone with these roles may see of the page; whoever belongs to a tenant sees nothing of it. */
export function operationsViews(me: {
  readonly roles: readonly Role[];
  readonly tenant_id: string | null;
}): readonly OperationsView[] {
  if (me.tenant_id !== null) return [];
  return allViews.filter((view) => rolesOf[view].some((role) => me.roles.includes(role)));
}

/** How far back the context audit may look, in hours. */
export const auditHours = [1, 24, 168] as const;
export type AuditHours = (typeof auditHours)[number];

/** What the address of the operations page says. Anything it can't mean is left out. */
export interface OperationsSearch {
  readonly view?: OperationsView | undefined;
  readonly hours?: AuditHours | undefined;
  /** Of the access log. */
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
