import type { Position, Positions } from '@ordertrace/store';

/**
 * Returns the start position of a follower: the stored one. Without one, the end or the oldest data; where the
 * stored one is of another store, its end.
 */
export async function beginIn(
  positions: Positions,
  stored: string | undefined,
  first: 'now' | 'oldest' = 'now',
): Promise<Position> {
  if (stored === undefined) return first === 'oldest' ? positions.start : positions.latest();
  return (await positions.read(stored)) ?? positions.latest();
}
