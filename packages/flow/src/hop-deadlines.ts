import type { HopDeadlines } from '@ordertrace/model';
import { readMillis } from './amounts.js';
import { valueOf, type Entry, type FlowFile } from './flow-file.js';

const keys = ['within', 'exceptions', 'receivers', 'dead_letters', 'optional'];
const expected = 'write a time like 5 minutes';

/** Reads deadlines of messages or requests; `withinMs` is the default. */
export function readHopDeadlines(file: FlowFile, entry: Entry | undefined, withinMs: number): HopDeadlines {
  const entries = entry ? file.entries(entry.value, entry.name, keys) : [];
  const [within, exceptions, receivers, deadLetters, optional] = keys.map((key) => valueOf(entries, key));
  const limits = exceptions ? file.entries(exceptions.value, 'exceptions') : [];
  const wanted = receivers ? file.entries(receivers.value, 'receivers') : [];
  return {
    withinMs: (within && file.parsed(within.value, expected, readMillis)) ?? withinMs,
    exceptions: Object.fromEntries(
      limits.flatMap(({ name, value }) => {
        const limit = file.parsed(value, expected, readMillis);
        return limit === undefined ? [] : [[name, limit]];
      }),
    ),
    ...(optional && { optional: file.texts(optional.value, 'optional') }),
    ...(deadLetters && { deadLetters: file.texts(deadLetters.value, 'dead_letters') }),
    receivers: Object.fromEntries(wanted.map(({ name, value }) => [name, file.texts(value, 'receivers')])),
  };
}
