import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { freePorts } from './free-port.js';
import { until } from './until.js';

const program = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const startWithinMs = 90_000;

/** A RabbitMQ of a test's own, with its data in a temporary folder. */
export interface TestBroker {
  readonly url: string;
  /** Ends the broker; its queues and messages stay. */
  stop(): Promise<void>;
  /** Starts it again at the same address. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  dispose(): Promise<void>;
}

/** Why no broker can be started here; nothing if one can. */
export function brokerMissing(): string | undefined {
  return existsSync(program) ? undefined : 'no RabbitMQ here: install rabbitmq-server from Debian';
}

export async function startBroker(): Promise<TestBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'ordertrace-mq-'));
  const [port, distribution, names] = (await freePorts(3)) as [number, number, number];
  const env = {
    ...process.env,
    HOME: folder,
    ERL_EPMD_PORT: String(names),
    RABBITMQ_NODENAME: `ordertrace-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: folder,
    RABBITMQ_LOG_BASE: folder,
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 1:1',
  };
  const url = `amqp://guest:guest@127.0.0.1:${port}`;
  let running: ChildProcess | undefined;

  const start = async () => {
    running = spawn(program, [], { env, cwd: folder, stdio: 'ignore', detached: true });
    await until('RabbitMQ answers', () => answers(url), startWithinMs);
  };
  const stop = async () => {
    if (running !== undefined) await endGroup(running);
    running = undefined;
  };
  await start();
  return {
    url,
    start,
    stop,
    dispose: async () => {
      await stop();
      spawnSync('epmd', ['-kill'], { env, stdio: 'ignore' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const connection = await connect(url);
  await connection.close();
  return true;
}

/** The broker's start script waits for the runtime it started: both are asked to end. */
async function endGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-pid, 'SIGTERM');
  await ended;
}
