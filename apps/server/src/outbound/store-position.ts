import type { TelemetryPosition } from '@ordertrace/store';

/** A position in what was appended, as text: `{"commit":"12","part":"…"}`. */
export function positionText({ commit, part }: TelemetryPosition): string {
  return JSON.stringify({ commit: commit.toString(), ...(part === undefined ? {} : { part }) });
}

/** @throws Error where the text is no position */
export function positionOf(text: string): TelemetryPosition {
  const { commit, part } = JSON.parse(text) as { commit: string; part?: string };
  return { commit: BigInt(commit), ...(part === undefined ? {} : { part }) };
}
