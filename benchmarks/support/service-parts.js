import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';
import { KilledPart } from './killed-part.js';
import { freePort } from './server.js';

const broker = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const repository = fileURLToPath(new URL('../..', import.meta.url));
export const serviceNames = ['shop-api', 'mes-api', 'calculation-service'];

export async function untilTrue(what, ask, withinMs = 120_000) {
  const deadline = Date.now() + withinMs;
  for (;;) {
    if (await ask().catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`);
    await sleep(200);
  }
}

/** A PostgreSQL of Debian with one database for each service. */
export async function startPostgres(folder) {
  const root = '/usr/lib/postgresql';
  const [version] = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  if (version === undefined) throw new Error('no PostgreSQL here: install postgresql from Debian');
  const bin = join(root, version, 'bin');
  const data = join(folder, 'postgres');
  mkdirSync(data, { recursive: true });
  const user = unprivileged();
  if (user.uid !== undefined) {
    chownSync(folder, user.uid, user.gid);
    chownSync(data, user.uid, user.gid);
  }
  const init = ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8', '--no-locale'];
  const made = spawnSync(join(bin, 'initdb'), init, { ...user, cwd: '/', stdio: 'ignore' });
  if (made.status !== 0) throw new Error('initdb failed');
  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const args = ['-D', data, ...settings.flatMap((it) => ['-c', it])];
  const part = new KilledPart('postgres', {
    command: join(bin, 'postgres'),
    args,
    options: { ...user, cwd: '/' },
  });
  part.start();
  const url = (database) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  await untilTrue('PostgreSQL answers', () => query(url('postgres'), 'SELECT 1').then(() => true));
  for (const name of serviceNames)
    await query(url('postgres'), `CREATE DATABASE ${name.replaceAll('-', '_')}`);
  return { part, urlOf: (service) => url(service.replaceAll('-', '_')) };
}

export async function query(url, sql) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** PostgreSQL refuses to run as root. */
function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  const line = spawnSync('getent', ['passwd', 'postgres'], { encoding: 'utf8' }).stdout;
  const [, , uid, gid] = line.split(':').map(Number);
  return { uid, gid };
}

/** A RabbitMQ of Debian; undefined if there is none, and messages are then pushed over HTTP. */
export async function startBroker(folder) {
  if (!existsSync(broker)) return undefined;
  const [port, distribution, names] = await Promise.all([freePort(), freePort(), freePort()]);
  const data = join(folder, 'rabbitmq');
  mkdirSync(data, { recursive: true });
  const env = {
    ...process.env,
    HOME: data,
    ERL_EPMD_PORT: String(names),
    RABBITMQ_NODENAME: `ordertrace-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: data,
    RABBITMQ_LOG_BASE: data,
    RABBITMQ_PID_FILE: join(data, 'pid'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(data, 'plugins'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 1:1',
  };
  const part = new KilledPart('rabbitmq', { command: broker, args: [], options: { env, cwd: data } });
  part.start();
  return {
    part,
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    endNames: () => spawnSync('epmd', ['-kill'], { env, stdio: 'ignore' }),
  };
}

/** The three services, with their databases and messages over the broker or HTTP. */
export async function startServices({ folder, urlOf, brokerUrl }) {
  const ports = await Promise.all(serviceNames.map(() => freePort()));
  const addresses = Object.fromEntries(serviceNames.map((name, i) => [name, `http://127.0.0.1:${ports[i]}`]));
  const queues = {
    'mes.orders': 'mes-api',
    'mes.calculations': 'mes-api',
    'calculation.requests': 'calculation-service',
    'shop.orders': 'shop-api',
  };
  const parts = serviceNames.map((name, i) => {
    const env = {
      ...process.env,
      PORT: String(ports[i]),
      DATABASE_URL: urlOf(name),
      MODELS_URL: pathToFileURL(join(folder, 'models')).href,
      LOG_LEVEL: 'silent',
      PEERS: Object.entries(queues)
        .map(([queue, reader]) => `${queue}=${addresses[reader]}`)
        .join(','),
      ...(brokerUrl !== undefined && { MESSAGING_URL: brokerUrl }),
    };
    const cwd = join(repository, 'services', name);
    const part = new KilledPart(name, {
      command: process.execPath,
      args: [join(cwd, 'dist', 'main.js')],
      options: { env, cwd, stdio: ['ignore', 'ignore', 'inherit'] },
    });
    part.start();
    return part;
  });
  return { parts, addresses };
}

export const isReady = async (address) => (await fetch(`${address}/readyz`)).ok;
