import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from './free-port.js';
import { repository } from './system.js';
import { until } from './until.js';

/** The server alone, in a process of its own, on free ports. */
export interface RunningServer {
  readonly api: string;
  readonly otlp: string;
  /** `host:port` that takes OTLP over gRPC. */
  readonly otlpGrpc: string;
  /** Everything it has printed. */
  readonly output: () => string;
  readonly residentMiB: () => number;
  readonly hasEnded: () => boolean;
  /** Resolves with the exit code; null if a signal ended it. */
  readonly ended: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
}

export async function startServer(
  data: string,
  env: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
): Promise<RunningServer> {
  const [http, otlp, grpc] = (await freePorts(3)) as [number, number, number];
  const child = spawn(process.execPath, [...nodeOptions, join(repository, 'apps/server/dist/main.js')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...env,
      ORDERTRACE_DATA: data,
      ORDERTRACE_HTTP_PORT: `${http}`,
      ORDERTRACE_OTLP_HTTP_PORT: `${otlp}`,
      ORDERTRACE_OTLP_GRPC_PORT: `${grpc}`,
    },
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  const output = () => chunks.join('');
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  const api = `http://127.0.0.1:${http}`;
  await until('the server is ready', async () => {
    if (hasEnded()) throw new Error(`The server ended:\n${output()}`);
    return (await fetch(`${api}/readyz`)).ok;
  });
  return {
    api,
    otlp: `http://127.0.0.1:${otlp}`,
    otlpGrpc: `127.0.0.1:${grpc}`,
    output,
    residentMiB: () => residentMiB(child.pid ?? 0),
    hasEnded,
    ended,
    signal: (name) => child.kill(name),
    stop,
  };
}

function residentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
}
