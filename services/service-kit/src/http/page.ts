import { Type } from 'typebox';
import { Problem } from './problem.js';

/** Query parameters of every list. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '50 if left out' })),
  cursor: Type.Optional(Type.String({ maxLength: 100, description: '`next` of the page before' })),
};

/** The position after which a page begins. Lists are sorted by an increasing number, newest first. */
export function readCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const place = Buffer.from(cursor, 'base64url').toString('latin1');
  if (!/^\d{1,18}$/.test(place)) {
    const detail = 'The cursor is none of ours; begin without one.';
    throw new Problem({ status: 400, code: 'invalid_request', detail });
  }
  return place;
}

export function writeCursor(place: string): string {
  return Buffer.from(place, 'latin1').toString('base64url');
}

/** A page and the cursor of the next one. `rows` has one row more than the page, if there are more. */
export function page<T extends { readonly seq: string }>(rows: readonly T[], limit: number) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last !== undefined ? writeCursor(last.seq) : null;
  return { items, next };
}
