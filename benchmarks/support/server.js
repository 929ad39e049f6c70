import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../apps/server/dist/main.js', import.meta.url));

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** Options for the server's own Node, such as `--cpu-prof --cpu-prof-dir=/tmp/profile`. */
const nodeOptions = (process.env.SERVER_NODE_OPTIONS ?? '').split(' ').filter((option) => option !== '');

/**
 * The production server in its own process; it may not be ready yet.
 * @param {string} data
 * @param {Record<string, string>} [env] additional settings
 */
export async function spawnServer(data, env = {}) {
  const [http, otlp, grpc] = await Promise.all([freePort(), freePort(), freePort()]);
  const started = performance.now();
  const child = spawn(process.execPath, [...nodeOptions, main], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      ORDERTRACE_LOG_LEVEL: 'error',
      ...env,
      ORDERTRACE_DATA: data,
      ORDERTRACE_HTTP_PORT: String(http),
      ORDERTRACE_OTLP_HTTP_PORT: String(otlp),
      ORDERTRACE_OTLP_GRPC_PORT: String(grpc),
    },
  });
  const ended = once(child, 'exit');
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const api = `http://127.0.0.1:${http}`;
  const end = async (signal) => {
    child.kill(signal);
    await ended;
  };
  return {
    api,
    otlp: `http://127.0.0.1:${otlp}`,
    grpc: `127.0.0.1:${grpc}`,
    pid: child.pid ?? 0,
    hasEnded,
    /** Resolves with the milliseconds since the start. */
    ready: async () => {
      while (!(await isReady(`${api}/readyz`))) {
        if (hasEnded()) throw new Error('the server ended before it was ready');
        await sleep(20);
      }
      return performance.now() - started;
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

/**
 * A server that is ready.
 * @param {string} data
 * @param {Record<string, string>} [env] additional settings
 */
export async function startServer(data, env) {
  const server = await spawnServer(data, env);
  try {
    return { ...server, readyAfterMs: await server.ready() };
  } catch (error) {
    await server.kill();
    throw error;
  }
}

async function isReady(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/**
 * CPU time of a process, all threads, in microseconds.
 * @param {number} pid
 */
export function cpuMicros(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticksPerSecond = 100;
  return ((Number(fields[11]) + Number(fields[12])) * 1e6) / ticksPerSecond;
}

/**
 * CPU time of the busiest threads, in microseconds since each began: Node's main thread first, then the
 * others by usage. V8 compiles and collects garbage in four of them. libuv compresses and queries DuckDB in
 * four others.
 * @param {number} pid
 * @returns {[string, number][]}
 */
export function cpuByThreads(pid) {
  const threads = readdirSync(`/proc/${pid}/task`).map((id) => {
    const stat = readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { id: Number(id), cpu: (Number(fields[11]) + Number(fields[12])) * 10_000 };
  });
  const main = threads.filter(({ id }) => id === pid);
  const others = threads.filter(({ id }) => id !== pid).sort((a, b) => b.cpu - a.cpu);
  const rest = others.slice(1).reduce((sum, { cpu }) => sum + cpu, 0);
  return [
    ['main thread', main[0]?.cpu ?? 0],
    ['the next, the store', others[0]?.cpu ?? 0],
    ['all others: compiling, collecting garbage, compressing, DuckDB', rest],
  ];
}

/**
 * Resident memory of a process in MiB.
 * @param {number} pid
 */
export function residentMiB(pid) {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}
