import { isMainThread } from 'node:worker_threads';
import { configFromEnvironment, EnvironmentError, type Environment } from './environment.js';
import { hookModules } from './module-hook.js';
import { startInstrumentation, type Instrumentation } from './start.js';

// Worker threads inherit `--import`; their work belongs to spans of the main thread.
if (isMainThread) registerKit(process.env);

/** Starts the kit as the environment says. A value that can't be used ends the process, naming its key. */
function registerKit(env: Environment): void {
  const config = configOrExit(env);
  if (config === undefined) return;
  hookModules();
  sendBeforeTheEnd(startInstrumentation(config));
}

function configOrExit(env: Environment) {
  try {
    return configFromEnvironment(env);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/**
 * What waits is sent before the process ends by itself or by a signal. Where the service has no handler of its
 * own for the signal, the signal then takes its usual effect.
 */
function sendBeforeTheEnd(kit: Instrumentation): void {
  process.once('beforeExit', () => void kit.shutdown());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      const handledElsewhere = process.listenerCount(signal) > 0;
      if (handledElsewhere) void kit.flush();
      else void kit.shutdown().then(() => process.kill(process.pid, signal));
    });
  }
}
