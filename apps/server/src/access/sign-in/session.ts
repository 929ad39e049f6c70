import { randomUUID } from 'node:crypto';
import { roles, type Role } from '@ordertrace/api';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Person } from '../../http/caller.js';
import type { Granted } from './provider.js';

const Content = Type.Object({
  id: Type.String(),
  sub: Type.String(),
  name: Type.String(),
  roles: Type.Array(Type.Unsafe<Role>({ type: 'string', enum: [...roles] })),
  tenant: Type.Optional(Type.String()),
  begun: Type.Number(),
  until: Type.Number(),
  refresh: Type.Optional(Type.String()),
  hint: Type.Optional(Type.String()),
});
type Content = Static<typeof Content>;

/** A person's session, encrypted in the browser's cookie. */
export interface Session {
  readonly id: string;
  readonly person: Person;
  /** Epoch seconds. */
  readonly begunS: number;
  /** When the claims of the person expire; epoch seconds. */
  readonly untilS: number;
  readonly refreshToken: string | undefined;
  /** The provider's ID token, which identifies the session to end at sign-out. */
  readonly idToken: string | undefined;
}

/** The longest lifetime of a session, including renewals. */
export const longestSessionS = 10 * 3600;

export function newSession(person: Person, granted: Granted, lifeS: number): Session {
  const nowS = Date.now() / 1000;
  return { id: randomUUID(), begunS: nowS, ...renewable(person, granted, nowS + lifeS) };
}

/** The same session with the provider's current claims. */
export function renewedSession(old: Session, person: Person, granted: Granted, lifeS: number): Session {
  const idToken = granted.idToken ?? old.idToken;
  return { ...old, ...renewable(person, { ...granted, idToken }, Date.now() / 1000 + lifeS) };
}

function renewable(person: Person, { refreshToken, idToken }: Granted, untilS: number) {
  return { person, untilS, refreshToken, idToken };
}

export function contentOf(session: Session): Content {
  const { person, refreshToken, idToken } = session;
  return {
    id: session.id,
    sub: person.subject,
    name: person.name,
    roles: [...person.roles],
    begun: session.begunS,
    until: session.untilS,
    ...(person.tenantId !== undefined && { tenant: person.tenantId }),
    ...(refreshToken !== undefined && { refresh: refreshToken }),
    ...(idToken !== undefined && { hint: idToken }),
  };
}

/** `undefined` for other content, such as that of an older version. */
export function sessionFrom(content: unknown): Session | undefined {
  if (!Value.Check(Content, content)) return undefined;
  return {
    id: content.id,
    person: {
      subject: content.sub,
      name: content.name,
      roles: content.roles,
      tenantId: content.tenant,
      scopes: [],
    },
    begunS: content.begun,
    untilS: content.until,
    refreshToken: content.refresh,
    idToken: content.hint,
  };
}
