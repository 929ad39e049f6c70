import { startedInstrumentation } from '@ordertrace/instrumentation';
import type { RunningService } from './start-service.js';

const closeWithinMs = 5_000;
const flushWithinMs = 1_500;

/**
 * Runs a service until SIGTERM or SIGINT, stops it, and flushes its telemetry. Resolves with the exit code: 1
 * if it could not start, with the reason on standard error.
 */
export async function runUntilSignal(start: () => Promise<RunningService>): Promise<number> {
  const asked = signalled();
  let service: RunningService;
  try {
    service = await start();
  } catch (error) {
    process.stderr.write(`${startProblem(error)}\n`);
    await startedInstrumentation()?.shutdown(flushWithinMs);
    return 1;
  }
  await asked;
  await within(closeWithinMs, service.close());
  await startedInstrumentation()?.shutdown(flushWithinMs);
  return 0;
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
}

/** An error with a code is expected, and its message names the remedy. Other errors need their stack. */
function startProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? error.message : (error.stack ?? error.message);
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeOver = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, timeOver]);
  clearTimeout(timer);
}
