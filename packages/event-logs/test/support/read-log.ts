import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventLog, type LogEvent, type ReadOptions, type Refusal } from '@ordertrace/event-logs';

const folder = mkdtempSync(join(tmpdir(), 'odd-logs-'));
let files = 0;

/** Reads a log with this content. */
export function read(content: string | Uint8Array, options: ReadOptions = {}) {
  const path = join(folder, `log-${files++}`);
  writeFileSync(path, content);
  return readPath(path, options);
}

export async function readPath(path: string, options: ReadOptions = {}) {
  const reader = await openEventLog(path, options);
  const events: LogEvent[] = [];
  const refused: Refusal[] = [];
  for await (const batch of reader.batches()) {
    events.push(...batch.events);
    refused.push(...batch.refused);
  }
  return { events, refused, facts: reader.facts, notes: reader.notes(), example: reader.timeExample() };
}
