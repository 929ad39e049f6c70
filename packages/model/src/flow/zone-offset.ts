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

/** What a clock on the wall of `timeZone` shows at `epochMs`, as if it were UTC, minus `epochMs`. Milliseconds. */
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
 * When the wall clock of `timeZone` shows `wallMs` (written as if it were UTC). A time that occurs twice means
 * its first occurrence; one that is skipped means as much after the skip as it lies behind its beginning.
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
