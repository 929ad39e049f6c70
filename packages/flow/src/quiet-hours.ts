import type { QuietHours } from './alerts-file.js';

const minuteMs = 60_000;
/** Quiet hours end within a day. A change of the clocks may add an hour. */
const quietMinutesAtMost = 25 * 60;

/** The first time from `fromMs` on, in steps of a minute, that is not within the quiet hours. */
export function quietEndMs({ timeZone, ...hours }: QuietHours, fromMs: number): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
  });
  let atMs = fromMs;
  for (let minutes = 0; minutes < quietMinutesAtMost && isQuiet(format, hours, atMs); minutes++)
    atMs += minuteMs;
  return atMs;
}

function isQuiet(
  format: Intl.DateTimeFormat,
  { fromMinute, toMinute }: Pick<QuietHours, 'fromMinute' | 'toMinute'>,
  epochMs: number,
): boolean {
  const shown: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(epochMs)) shown[type] = Number(value);
  const minute = (shown['hour'] ?? 0) * 60 + (shown['minute'] ?? 0);
  return fromMinute < toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute;
}
