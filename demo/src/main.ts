import { launch } from './launch/launch.js';

/**
 * Starts everything and stays until it is asked to end. Resolves with the exit code.
 * `root` is the checkout; `argv` the words after `npm start --`.
 */
export async function main(root: string, argv: readonly string[]): Promise<number> {
  // A terminal that was closed takes no more output; that must not end the launcher before its children.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return launch({
    root,
    argv,
    env: process.env,
    streams: { out: (text) => process.stdout.write(text), error: (text) => process.stderr.write(text) },
  });
}
