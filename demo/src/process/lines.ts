import type { Readable } from 'node:stream';

/** Calls back with every whole line. Overlong lines are cut, so memory is bounded. */
export function eachLine(stream: Readable, onLine: (line: string) => void, maxLength = 64 * 1024): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = (parts.pop() ?? '').slice(0, maxLength);
    for (const line of parts) onLine(line.slice(0, maxLength));
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
