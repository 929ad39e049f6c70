const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** The offset of `timeZone` from UTC at `epochMs`: its wall-clock time, read as UTC, minus `epochMs`. Milliseconds. */
export function zoneOffsetMs(timeZone: string, epochMs: number): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of formatFor(timeZone).formatToParts(epochMs)) shown[type] = Number(value);
  const wall = Date.UTC(
    shown['year'] ?? 0,
    (shown['month'] ?? 1) - 1,
    shown['day'] ?? 1,
    shown['hour'] ?? 0,
    shown['minute'] ?? 0,
    shown['second'] ?? 0,
  );
  return wall - Math.floor(epochMs / 1000) * 1000;
}

/**
 * The time at which the wall clock of `timeZone` shows `wallMs` (written as if it were UTC). A wall-clock time that
 * occurs twice means its first occurrence. A skipped one is moved forward: it is as far after the end of the skip as it
 * is after the skip's beginning.
 */
export function epochOfWallTime(timeZone: string, wallMs: number): number {
  const dayMs = 86_400_000;
  const before = zoneOffsetMs(timeZone, wallMs - dayMs);
  const after = zoneOffsetMs(timeZone, wallMs + dayMs);
  if (before === after) return wallMs - before;
  const first = wallMs - before;
  if (zoneOffsetMs(timeZone, first) === before) return first;
  const second = wallMs - after;
  return zoneOffsetMs(timeZone, second) === after ? second : first;
}
