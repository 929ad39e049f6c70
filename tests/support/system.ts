import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from './free-port.js';
import { until } from './until.js';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The whole of Ordertrace as `npm start` starts it, on free ports and with data of its own. */
export interface System {
  readonly addresses: {
    readonly server: string;
    readonly shop: string;
    readonly mes: string;
    readonly calculation: string;
    readonly otlp: string;
  };
  readonly data: string;
  /** Process id of the launcher; everything else runs below it. */
  readonly pid: number;
  /** Everything the launcher has printed. */
  readonly output: () => string;
  /** Ends everything as Ctrl-C does; gives the exit code. */
  stop(): Promise<number | null>;
  /** Stops and removes the data. */
  dispose(): Promise<void>;
}

export interface SystemOptions {
  readonly args?: readonly string[];
  /** Data of an earlier system, to go on with. */
  readonly data?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const [server, otlp, grpc, shop, mes, calculation] = (await freePorts(6)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'ordertrace-')));
  const child = spawn(
    process.execPath,
    [
      'tools/start.js',
      ...['--data', data],
      ...['--port-server', `${server}`, '--port-otlp-http', `${otlp}`, '--port-otlp-grpc', `${grpc}`],
      ...['--port-shop', `${shop}`, '--port-mes', `${mes}`, '--port-calculation', `${calculation}`],
      ...(options.args ?? ['--empty']),
    ],
    { cwd: repository, env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = outputOf(child);
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const addresses = {
    server: at(server),
    shop: at(shop),
    mes: at(mes),
    calculation: at(calculation),
    otlp: at(otlp),
  };
  const stop = () => stopped(child);
  try {
    for (const address of [addresses.server, addresses.shop, addresses.mes, addresses.calculation]) {
      await until(
        `${address} is ready`,
        async () => {
          if (child.exitCode !== null) throw new Error('the launcher ended');
          return (await fetch(`${address}/readyz`)).ok;
        },
        90_000,
      );
    }
  } catch (error) {
    await stop();
    throw new Error(`The system did not start. It printed:\n${output()}`, { cause: error });
  }
  return {
    addresses,
    data,
    pid: child.pid ?? 0,
    output,
    stop,
    dispose: async () => {
      await stop();
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function outputOf(child: ChildProcess): () => string {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  }
  return () => chunks.join('');
}

async function stopped(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill('SIGINT');
  const [code] = (await exit) as [number | null];
  return code;
}
