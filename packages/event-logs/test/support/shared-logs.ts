import { copyFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Logs of other programs, with statistics computed by PM4Py. They are stored beside the repository. */
export const sharedLogs = [
  join(import.meta.dirname, '../../../../../shared/data/event-logs'),
  join(import.meta.dirname, '../../../../../../shared/data/event-logs'),
].find((path) => existsSync(path));

export const noSharedLogs = 'the folder shared/data/event-logs is not there';

const folder = mkdtempSync(join(tmpdir(), 'event-logs-'));

/** A copy of a shared log that a test may modify. */
export function sharedLog(name: string): string {
  const path = join(folder, basename(name));
  copyFileSync(join(sharedLogs ?? '', name), path);
  return path;
}

export function expectedOf(name: string): unknown {
  const text = readFileSync(join(sharedLogs ?? '', 'expected', `${name}.json`), 'utf8');
  return JSON.parse(text.replaceAll(': NaN', ': null'));
}
