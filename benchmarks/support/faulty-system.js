import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { TelemetryProxy } from '../../demo/dist/faults/telemetry-proxy.js';
import { MessageProxy } from '../../demo/dist/faults/message-proxy.js';
import { RunningChild } from '../../demo/dist/process/child-process.js';
import {
  address,
  readyAddress,
  serverSpec,
  serviceDatabase,
  serviceNames,
  serviceSpec,
} from '../../demo/dist/launch/parts.js';
import { freePort } from '../../demo/dist/process/ports.js';
import { answers } from '../../demo/dist/launch/ready.js';
import { RotatingLog } from '../../demo/dist/process/rotating-log.js';
import { databaseUrl, ensureDatabases, postgresAnswers } from '../../demo/dist/postgres/databases.js';
import { prepareEmbeddedPostgres } from '../../demo/dist/postgres/embedded-postgres.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const portNames = ['server', 'otlpHttp', 'otlpGrpc', 'shop', 'mes', 'calculation'];

/** Polls until `check` returns a truthy value, and returns it. */
export async function until(what, check, withinMs = 90_000) {
  for (const end = Date.now() + withinMs; Date.now() < end; await sleep(100)) {
    const found = await check();
    if (found) return found;
  }
  throw new Error(`${what}: not within ${withinMs / 1000} s`);
}

/**
 * The real server and services, started as the launcher does, on an embedded Postgres. One proxy between them
 * can harm messages, another one their telemetry. A service that dies is not restarted.
 */
export async function startFaultySystem(flowText) {
  const data = await mkdtemp(join(tmpdir(), 'ordertrace-faults-'));
  const flowFile = join(data, 'flow.yaml');
  await writeFile(flowFile, flowText);
  const ports = {};
  for (const name of portNames) ports[name] = await freePort();
  const options = { data, ports, traffic: false };
  const env = { ...process.env, ORDERTRACE_FLOW: flowFile, ORDERTRACE_SILENT_AFTER_SECONDS: '6' };
  const telemetry = new TelemetryProxy(address(ports.otlpHttp));
  await telemetry.listen();
  const readers = {
    'mes.orders': ports.mes,
    'mes.calculations': ports.mes,
    'calculation.requests': ports.calculation,
    'shop.orders': ports.shop,
  };
  const proxy = new MessageProxy(
    Object.fromEntries(Object.entries(readers).map(([queue, port]) => [queue, address(port)])),
  );
  const base = address(await proxy.listen());
  const PEERS = Object.keys(readers)
    .map((queue) => `${queue}=${base}`)
    .join(',');
  const children = new Map();
  const starts = new Map();
  const start = async (spec, isReady) => {
    starts.set(spec.name, () => start(spec, isReady));
    const log = new RotatingLog(join(data, 'logs', `${spec.name}.log`));
    children.set(spec.name, new RunningChild(spec, log, () => undefined));
    await until(`${spec.name} is ready`, isReady);
  };
  const stop = async () => {
    await proxy.close();
    await telemetry.close();
    for (const child of [...children.values()].toReversed()) await child.end();
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const { url, child } = await prepareEmbeddedPostgres(data);
    await start(child, () => postgresAnswers(url));
    await ensureDatabases(url, Object.values(serviceDatabase));
    await start(serverSpec({ options, root, env }), () => answers(readyAddress('server', ports)));
    for (const name of serviceNames) {
      const spec = serviceSpec(name, {
        options,
        root,
        env,
        partners: [],
        messagingToken: 'token-of-the-benchmark',
        databaseUrl: databaseUrl(url, serviceDatabase[name]),
      });
      const faultyEnv = {
        ...spec.env,
        PEERS,
        OTEL_EXPORTER_OTLP_ENDPOINT: telemetry.address(name),
        CALCULATION_PARALLEL: '32',
        CALCULATION_TIME_LIMIT_SECONDS: '5',
      };
      await start({ ...spec, env: faultyEnv }, () => answers(readyAddress(name, ports)));
    }
    return {
      proxy,
      telemetry,
      stop,
      api: address(ports.server),
      shop: address(ports.shop),
      mes: address(ports.mes),
      databaseOf: (name) => databaseUrl(url, serviceDatabase[name]),
      restart: (name) => starts.get(name)(),
      /** Sends SIGKILL to the process and all its children. */
      kill: (name) => children.get(name).kill(),
      signal: (name, signal) => process.kill(children.get(name).pid, signal),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
