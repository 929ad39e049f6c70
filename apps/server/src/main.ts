import { nanosFromMillis } from '@ordertrace/model';
import pino from 'pino';
import { collectDefaultMetrics } from 'prom-client';
import { openAccess } from './access/open-access.js';
import { readTlsKeys } from './access/tls.js';
import { ConfigError, readConfig } from './config.js';
import { createRegistry } from './metrics/index.js';
import { startApi } from './start/api.js';
import { startBackground } from './start/background.js';
import { printedInstead } from './start/command-line.js';
import { startCore } from './start/core.js';
import { Lifecycle } from './start/lifecycle.js';
import { startReceiving } from './start/receiving.js';
import type { ServerContext } from './start/server-context.js';

async function start(
  process: Pick<ServerContext, 'config' | 'logger' | 'lifecycle' | 'fail'>,
): Promise<void> {
  const { config, logger } = process;
  const metrics = createRegistry();
  collectDefaultMetrics({ register: metrics });
  const now = () => nanosFromMillis(Date.now());
  const context: ServerContext = { ...process, metrics, now };
  const core = await startCore(context);
  const background = await startBackground(context, core);
  const { access, tokens } = await openAccess(config.access, logger, core.store);
  const tls = await readTlsKeys(config.access.tls);
  let receiving = false;
  const console = await startApi(context, core, { ...background, access, tls, isReceiving: () => receiving });
  const appended = () => background.forwarding?.wake();
  const { otlpHttp, otlpGrpc } = await startReceiving(context, core, { tokens, tls, appended });
  receiving = true;
  logger.info({ console, otlpHttp, otlpGrpc }, 'ready');
}

/** A part that waits for a failed one must not keep the process. */
const stopWithinMs = 30_000;

async function main(): Promise<void> {
  const lifecycle = new Lifecycle();
  let logger = pino();
  const stop = async (exitCode: number) => {
    setTimeout(() => process.exit(exitCode), stopWithinMs).unref();
    await lifecycle.stop((part, error) => logger.error({ part, err: error }, 'did not stop cleanly'));
    process.exit(exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(0));
  try {
    const config = readConfig(process.env);
    logger = pino({ level: config.logLevel });
    await start({ config, logger, lifecycle, fail: () => void stop(1) });
  } catch (error) {
    if (error instanceof ConfigError) logger.fatal(error.message);
    else logger.fatal({ err: error }, 'could not start');
    await stop(1);
  }
}

// Files and folders of the server are private to its user: they contain orders and keys.
process.umask(0o077);

const printed = printedInstead(process.argv.slice(2));
if (printed === undefined) await main();
else {
  (printed.exitCode === 0 ? process.stdout : process.stderr).write(printed.text);
  process.exitCode = printed.exitCode;
}
