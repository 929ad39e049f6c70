import { launch } from './launch/launch.js';

/**
 * Starts everything and waits for the request to end. Resolves with the exit code. `root` is the checkout;
 * `argv` holds the words after `npm start --`.
 */
export async function main(root: string, argv: readonly string[]): Promise<number> {
  // Writing to a closed terminal fails. That must not end the launcher before its child processes.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return launch({
    root,
    argv,
    env: process.env,
    streams: { out: (text) => process.stdout.write(text), error: (text) => process.stderr.write(text) },
  });
}
