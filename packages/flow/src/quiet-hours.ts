import type { QuietHours } from './alerts-file.js';

/** Whether the time in the zone is within the quiet hours. */
export function isQuiet({ timeZone, fromMinute, toMinute }: QuietHours, epochMs: number): boolean {
  const shown: Record<string, number> = {};
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
  });
  for (const { type, value } of format.formatToParts(epochMs)) shown[type] = Number(value);
  const minute = (shown['hour'] ?? 0) * 60 + (shown['minute'] ?? 0);
  return fromMinute < toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute;
}
