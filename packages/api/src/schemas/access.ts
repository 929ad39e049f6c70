import { Type, type Static } from 'typebox';
import { limitOf, named } from './shapes.js';

/** Roles of people and programs. */
export const roles = ['support', 'developer', 'business', 'security', 'admin', 'partner'] as const;
export type Role = (typeof roles)[number];

const RoleName = Type.Unsafe<Role>({ type: 'string', enum: [...roles] });

export const Me = Type.Object({
  name: Type.String({ description: 'For people to read' }),
  subject: Type.String({ description: 'The same for as long as the person is known' }),
  roles: Type.Array(RoleName),
  tenant_id: Type.Union([Type.String(), Type.Null()], {
    description: 'The tenant that all answers are limited to; null where they are not',
  }),
  sign_in: Type.Boolean({
    description: 'Whether people sign in here; false where the server answers its own machine alone',
  }),
});
export type Me = Static<typeof Me>;

export const SignedOut = Type.Object({
  location: Type.String({ description: 'Where to go next: the end of the session at the provider' }),
});
export type SignedOut = Static<typeof SignedOut>;

export const Look = Type.Object({
  at: Type.String({
    description: 'RFC 3339, UTC, nanoseconds; of several looks within ten minutes the first',
  }),
  actor: Type.String({ description: 'Subject of who looked' }),
  name: Type.String(),
  roles: Type.Array(RoleName),
  tenant_id: Type.String({ description: 'Of the order' }),
  order_id: Type.String({ description: 'Empty where the look was at no single order' }),
  subject: Type.String({ description: 'A trace, where the look was at one; else empty' }),
  action: Type.String({ description: '`order_viewed`, `journey_viewed`, …' }),
});
export type Look = Static<typeof Look>;

export const LookQuery = Type.Object({
  order_id: Type.Optional(named('The order')),
  tenant: Type.Optional(Type.String({ maxLength: 256, description: 'Of the order; needed with `order_id`' })),
  actor: Type.Optional(named('Who viewed')),
  from: Type.Optional(Type.String({ maxLength: 40, description: 'RFC 3339' })),
  to: Type.Optional(Type.String({ maxLength: 40, description: 'RFC 3339; exclusive' })),
  limit: Type.Optional(limitOf(1000, 100)),
  cursor: Type.Optional(Type.String({ maxLength: 4096, description: '`next` of the page before' })),
});
export type LookQuery = Static<typeof LookQuery>;

export const LookList = Type.Object({
  looks: Type.Array(Look),
  next: Type.Union([Type.String(), Type.Null()]),
});
export type LookList = Static<typeof LookList>;
