import { isMainThread } from 'node:worker_threads';
import { readOrMakeKey } from '@ordertrace/privacy';
import { configFromEnvironment, EnvironmentError, type Environment } from './environment.js';
import { hookModules } from './module-hook.js';
import { startInstrumentation, type Instrumentation } from './start.js';

const keyFile = 'ORDERTRACE_PRIVACY_KEY_FILE';

// Worker threads inherit `--import`; the main thread's spans cover their work.
if (isMainThread) await registerKit(process.env);

/**
 * Starts the kit from the environment. An invalid value ends the process with an error that names its
 * variable.
 */
async function registerKit(env: Environment): Promise<void> {
  const config = await configOrExit(env);
  if (config === undefined) return;
  hookModules();
  sendBeforeTheEnd(startInstrumentation(config));
}

async function configOrExit(env: Environment) {
  try {
    const config = configFromEnvironment(env);
    const file = env[keyFile] ?? '';
    return config === undefined || file === '' ? config : { ...config, pseudonymKey: await keyFrom(file) };
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

async function keyFrom(file: string): Promise<Buffer> {
  try {
    return await readOrMakeKey(file);
  } catch (error) {
    throw new EnvironmentError(keyFile, error instanceof Error ? error.message : String(error));
  }
}

/**
 * Flushes the queues before the process ends by itself or by a signal. If the service does not handle the
 * signal, the signal then takes its default effect.
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
