import { definedFields } from '@ordertrace/conventions';
import type { Store, TelemetryPosition } from '@ordertrace/store';
import { damagedPosition } from './position-file.js';

/** A position in the appended telemetry, as text: `{"commit":"12","part":"…"}`. */
export function positionText({ commit, part }: TelemetryPosition): string {
  return JSON.stringify({ commit: commit.toString(), ...definedFields({ part }) });
}

/** @throws Error if the text is no position */
export function positionOf(text: string): TelemetryPosition {
  const { commit, part } = JSON.parse(text) as { commit: string; part?: string };
  return { commit: BigInt(commit), ...definedFields({ part }) };
}

/**
 * Returns the start position: the stored one. Without one, the end or the oldest data; if it is damaged, or
 * belongs to another store, the end.
 */
export async function beginIn(
  store: Pick<Store, 'statistics'>,
  stored: string | undefined,
  first: 'now' | 'oldest' = 'now',
): Promise<string> {
  const { lastCommit } = await store.statistics();
  if (stored !== undefined && stored !== damagedPosition && positionOf(stored).commit <= lastCommit)
    return stored;
  return positionText({ commit: stored === undefined && first === 'oldest' ? 0n : lastCommit });
}
