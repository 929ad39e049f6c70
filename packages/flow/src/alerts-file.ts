import { readChannel, type AlertChannel } from './alert-channels.js';
import { readKinds, readWebUrl } from './alert-values.js';
import type { AlertKind } from './alert-kind.js';
import { readMillis } from './amounts.js';
import { readTimeZone } from './calendar.js';
import { FlowFile, valueOf, type Entry, type Place } from './flow-file.js';
import { FlowFileError } from './problems.js';

/** Who is notified of problems, and when. */
export interface AlertSettings {
  /**
   * The least time between two alerts of a cause to a channel. The later alert covers only new problems.
   * Milliseconds.
   */
  readonly repeatAfterMs: number;
  /** How long problems of a cause are gathered before the first alert. Milliseconds. */
  readonly gatherMs: number;
  readonly quiet?: QuietHours;
  /** The console's address for links, without a slash at its end. */
  readonly consoleUrl?: string;
  readonly channels: readonly AlertChannel[];
}

/** Hours without alerts. From may be later than to, across midnight. */
export interface QuietHours {
  /** An IANA time zone. */
  readonly timeZone: string;
  /** Minutes after midnight. */
  readonly fromMinute: number;
  readonly toMinute: number;
  /** What is alerted in spite of quiet hours. */
  readonly except: readonly AlertKind[];
}

const keys = ['repeat_after', 'gather', 'quiet', 'console', 'channels'];
const usualRepeatMs = 4 * 3_600_000;
const usualGatherMs = 60_000;

/**
 * Reads an alerts file (YAML). Secrets are not in the file: it names their source.
 *
 * @throws FlowFileError with all faults, each with line and column
 */
export function parseAlerts(text: string, { fileName }: { readonly fileName: string }): AlertSettings {
  const file = new FlowFile(text);
  if (file.problems.length > 0) throw new FlowFileError(fileName, file.problems);
  const entries = file.entries(file.root, 'An alerts file', keys);
  const [repeat, gather, quiet, console, channels] = keys.map((key) => valueOf(entries, key));
  if (!channels) file.report(file.root, 'An alerts file needs channels.');
  const settings: AlertSettings = {
    repeatAfterMs: millis(file, repeat) ?? usualRepeatMs,
    gatherMs: millis(file, gather) ?? usualGatherMs,
    ...(quiet ? { quiet: readQuiet(file, quiet.value) } : {}),
    ...(console ? consoleOf(file, console) : {}),
    channels: channels
      ? file.entries(channels.value, 'channels').map((entry) => readChannel(file, entry))
      : [],
  };
  if (channels && settings.channels.length === 0) file.report(channels.value, 'Name at least one channel.');
  if (file.problems.length > 0) throw new FlowFileError(fileName, file.problems);
  return settings;
}

function millis(file: FlowFile, entry: Entry | undefined): number | undefined {
  return entry && file.parsed(entry.value, 'write a time like 10 minutes or 4 hours', readMillis);
}

function consoleOf(file: FlowFile, entry: Entry): { consoleUrl?: string } {
  const url = file.parsed(entry.value, 'write an address like https://orders.example.com', readWebUrl);
  return url === undefined ? {} : { consoleUrl: url.replace(/\/+$/, '') };
}

/** `22:00-07:00`. */
function readHours(text: string): readonly [number, number] | undefined {
  const match = /^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (!match) return undefined;
  const [fromHour = 0, fromRest = 0, toHour = 0, toRest = 0] = match.slice(1).map(Number);
  const isTime = fromRest < 60 && toRest < 60 && fromHour < 24 && toHour < 24;
  const [from, to] = [fromHour * 60 + fromRest, toHour * 60 + toRest];
  return isTime && from !== to ? [from, to] : undefined;
}

function readQuiet(file: FlowFile, place: Place): QuietHours {
  const names = ['time_zone', 'hours', 'except'];
  const entries = file.entries(place, 'quiet', names);
  const [zone, hours, except] = names.map((name) => valueOf(entries, name));
  if (!hours) file.report(place, 'quiet needs hours, like 22:00-07:00.');
  const expected = 'name an IANA time zone like Europe/Moscow';
  const read = hours && file.parsed(hours.value, 'write hours like 22:00-07:00', readHours);
  const [fromMinute, toMinute] = read ?? [0, 0];
  return {
    timeZone: (zone && file.parsed(zone.value, expected, readTimeZone)) ?? 'UTC',
    fromMinute,
    toMinute,
    except: except ? readKinds(file, except) : [],
  };
}
