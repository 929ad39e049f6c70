import { Type, type Static } from 'typebox';
import { orNull, Timestamp } from './shapes.js';

export const StoreDamageView = Type.Object({
  kind: Type.Union([Type.Literal('missing'), Type.Literal('damaged'), Type.Literal('foreign')]),
  /** Path in the store's folder. */
  file: Type.String(),
  detail: Type.String(),
  /** True if answers may lack records because of the damage. */
  incomplete: Type.Boolean(),
});
export type StoreDamageView = Static<typeof StoreDamageView>;

export const StoreCheckRun = Type.Object({
  repair: Type.Boolean(),
  started_at: Timestamp,
  ended_at: orNull(Timestamp),
  error: orNull(Type.String()),
  done_bytes: Type.Number(),
  of_bytes: Type.Number(),
  damage: Type.Array(StoreDamageView),
  repairs: Type.Array(Type.String()),
  /** Files of an older layout without checksums in some parts. */
  unverified_files: Type.Array(Type.String()),
});
export type StoreCheckRun = Static<typeof StoreCheckRun>;

export const StoreCheckStatus = Type.Object({
  /** Damage that is known at present. */
  damage: Type.Array(StoreDamageView),
  run: orNull(StoreCheckRun),
});
export type StoreCheckStatus = Static<typeof StoreCheckStatus>;

export const StoreCheckBody = Type.Object({ repair: Type.Boolean() });
export type StoreCheckBody = Static<typeof StoreCheckBody>;
