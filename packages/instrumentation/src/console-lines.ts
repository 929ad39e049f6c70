import { Console } from 'node:console';
import { Writable } from 'node:stream';
import type { Gate } from '@ordertrace/privacy';

/**
 * Scrubs everything that the process writes through `console`. Returns a function that removes the scrubbing.
 * Direct writes to a stream are not covered.
 */
export function scrubConsole(gate: Gate): () => void {
  const shared = globalThis.console as unknown as Record<string, unknown>;
  const scrubbing = new Console(scrubbed(gate, process.stdout), scrubbed(gate, process.stderr));
  const own = { ...shared };
  for (const [name, method] of Object.entries(scrubbing)) if (name in shared) shared[name] = method;
  return () => void Object.assign(shared, own);
}

/** A stream that scrubs texts and passes them on to the target. */
function scrubbed(gate: Gate, target: NodeJS.WriteStream): Writable {
  return new Writable({
    decodeStrings: false,
    write: (text: unknown, _encoding, done) => {
      target.write(gate.scrubText('log.line', String(text)));
      done();
    },
  });
}
