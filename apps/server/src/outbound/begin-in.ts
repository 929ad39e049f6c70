import type { Position, Positions } from '@ordertrace/store';

/**
 * Returns the start position of a follower: the stored one. Without one, the end or the oldest data; if it is
 * damaged, or belongs to another store, the end.
 */
export async function beginIn(
  positions: Positions,
  stored: string | undefined,
  first: 'now' | 'oldest' = 'now',
): Promise<Position> {
  if (stored === undefined) return first === 'oldest' ? positions.start : positions.latest();
  return (await positions.read(stored)) ?? positions.latest();
}
