import { Console } from 'node:console';
import { Writable } from 'node:stream';
import type { Gate } from '@ordertrace/privacy';

/**
 * Passes what the process writes by `console` through the gate, by whichever of its methods. Returns what undoes it.
 * Writing to a stream directly is not covered.
 */
export function scrubConsole(gate: Gate): () => void {
  const shared = globalThis.console as unknown as Record<string, unknown>;
  const scrubbing = new Console(scrubbed(gate, process.stdout), scrubbed(gate, process.stderr));
  const own = { ...shared };
  for (const [name, method] of Object.entries(scrubbing)) if (name in shared) shared[name] = method;
  return () => void Object.assign(shared, own);
}

/** A stream that hands its texts on without what must not stay. */
function scrubbed(gate: Gate, target: NodeJS.WriteStream): Writable {
  return new Writable({
    decodeStrings: false,
    write: (text: unknown, _encoding, done) => {
      target.write(gate.scrubText('log.line', String(text)));
      done();
    },
  });
}
