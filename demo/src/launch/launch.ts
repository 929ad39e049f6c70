import { CommanderError } from 'commander';
import { demonstrate, type Demonstration } from '../demonstrate.js';
import { partnerAccounts } from '../partners.js';
import { takeDataFolder } from './data-lock.js';
import { LaunchError, messageOf } from '../process/launch-error.js';
import { parseOptions, portNames, type LaunchOptions, type Ports } from './options.js';
import { checkPorts } from './check-ports.js';
import { openScreen, welcome, type Screen, type ScreenStreams } from './screen.js';
import { address } from './parts.js';
import { System } from './system.js';

export interface LaunchSetup {
  readonly root: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly streams: ScreenStreams;
}

/**
 * Reads the options, starts everything, waits for the request to end, and stops everything. Resolves with the
 * exit code.
 */
export async function launch(setup: LaunchSetup): Promise<number> {
  let options: LaunchOptions;
  try {
    options = parseOptions(setup.argv);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
  const screen = openScreen(options.quiet, setup.streams);
  try {
    await run(options, setup, screen);
    return 0;
  } catch (error) {
    screen.warn(`\n${messageOf(error)}`);
    if (error instanceof LaunchError) screen.warn(error.wayOut);
    else if (error instanceof Error && error.stack) screen.warn(error.stack);
    return 1;
  }
}

/** Reason for the end of a run: a person's request, or a fatal error. */
interface Ending {
  readonly asked: Promise<void>;
  readonly onGivenUp: (error: LaunchError) => void;
  readonly release: () => void;
}

async function run(options: LaunchOptions, setup: LaunchSetup, screen: Screen): Promise<void> {
  const lock = takeDataFolder(options.data);
  try {
    await checkPorts(options.ports, neededPorts(options));
    await startAndStay(options, setup, screen);
  } finally {
    lock.release();
  }
}

async function startAndStay(options: LaunchOptions, setup: LaunchSetup, screen: Screen): Promise<void> {
  let system: System | undefined;
  const ending = untilAsked(() => system?.kill(), screen);
  let demonstration: Demonstration | undefined;
  try {
    const partners = partnerAccounts(options.data);
    system = new System({ ...setup, options, partners, screen, onGivenUp: ending.onGivenUp });
    const began = performance.now();
    screen.info('Starting Ordertrace');
    if (await isFirst(system.start(), ending.asked)) {
      screen.done('all of it', began);
      screen.show(welcome(options, { hasOrders: await hasOrders(options) }));
      demonstration = demonstrate({ options, partners, screen });
      await ending.asked;
    }
  } finally {
    screen.info('Ending …');
    await demonstration?.stop();
    await system?.stop();
    ending.release();
    screen.info('Ended.');
  }
}

/** Whether the data folder has orders from before. */
async function hasOrders({ ports }: LaunchOptions): Promise<boolean> {
  const response = await fetch(`${address(ports.server)}/api/v1/orders?limit=1`);
  const { orders = [] } = (await response.json()) as { orders?: readonly unknown[] };
  return orders.length > 0;
}

async function isFirst(one: Promise<void>, other: Promise<void>): Promise<boolean> {
  return Promise.race([one.then(() => true), other.then(() => false)]);
}

function untilAsked(killAll: () => void, screen: Screen): Ending {
  let finish = (): void => undefined;
  let fail: (error: LaunchError) => void = () => undefined;
  const asked = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  // The promise may reject before anything awaits it.
  asked.catch(() => undefined);
  let times = 0;
  const onSignal = (): void => {
    times += 1;
    finish();
    if (times === 2) screen.info('Ending at the next Ctrl-C without waiting.');
    if (times > 2) killAll();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    asked,
    onGivenUp: fail,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

function neededPorts(options: LaunchOptions): (keyof Ports)[] {
  const ofServer = new Set<keyof Ports>(['server', 'otlpHttp', 'otlpGrpc']);
  return portNames.filter((name) => !options.serverOnly || ofServer.has(name));
}
