import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { attribute } from '@ordertrace/conventions';
import type { ChildSpec } from '../process/child-process.js';
import type { LaunchOptions, Ports } from './options.js';

/** Name of a started process, in telemetry and logs. */
export type PartName = 'server' | ServiceName;
export type ServiceName = 'shop-api' | 'mes-api' | 'calculation-service';

export const serviceNames: readonly ServiceName[] = ['shop-api', 'mes-api', 'calculation-service'];

export const serviceDatabase: Readonly<Record<ServiceName, string>> = {
  'shop-api': 'ordertrace_shop',
  'mes-api': 'ordertrace_mes',
  'calculation-service': 'ordertrace_calculation',
};

const servicePort: Readonly<Record<ServiceName, keyof Ports>> = {
  'shop-api': 'shop',
  'mes-api': 'mes',
  'calculation-service': 'calculation',
};

/**
 * Limits of the JavaScript heaps in MB. With the native memory of DuckDB and the models, all parts together
 * stay under 2 GB.
 */
const heapMb: Readonly<Record<PartName, number>> = {
  server: 512,
  'shop-api': 128,
  'mes-api': 128,
  'calculation-service': 192,
};

export interface Surroundings {
  readonly options: LaunchOptions;
  /** Root folder of the checkout. */
  readonly root: string;
  /** Environment of the launcher. It is passed on, so that proxy settings and the like work. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function address(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** URL of the part's readiness check. */
export function readyAddress(part: PartName, ports: Ports): string {
  return `${address(part === 'server' ? ports.server : ports[servicePort[part]])}/readyz`;
}

export function serverSpec({ options, root, env }: Surroundings): ChildSpec {
  const { ports } = options;
  return nodeSpec('server', root, [], {
    ...env,
    ORDERTRACE_HOST: '127.0.0.1',
    ORDERTRACE_DATA: options.data,
    ORDERTRACE_HTTP_PORT: String(ports.server),
    ORDERTRACE_OTLP_HTTP_PORT: String(ports.otlpHttp),
    ORDERTRACE_OTLP_GRPC_PORT: String(ports.otlpGrpc),
  });
}

/** A partner of the demonstration, with its token for the MES API. */
export interface PartnerAccount {
  readonly tenantId: string;
  readonly token: string;
}

export interface ServiceSurroundings extends Surroundings {
  readonly databaseUrl: string;
  readonly partners: readonly PartnerAccount[];
  /** Shared secret of the services for messages over HTTP. */
  readonly messagingToken: string;
}

export function serviceSpec(name: ServiceName, surroundings: ServiceSurroundings): ChildSpec {
  const { options, root, env } = surroundings;
  const register = ['--import', '@ordertrace/instrumentation/register'];
  return nodeSpec(name, root, register, {
    ...env,
    HOST: '127.0.0.1',
    PORT: String(options.ports[servicePort[name]]),
    DATABASE_URL: surroundings.databaseUrl,
    MESSAGING_URL: options.messaging,
    MESSAGING_TOKEN: surroundings.messagingToken,
    MODELS_URL: pathToFileURL(join(options.data, 'models')).href,
    PARTNER_TOKENS:
      name === 'mes-api'
        ? surroundings.partners.map(({ tenantId, token }) => `${tenantId}=${token}`).join(',')
        : undefined,
    ...peers(options.ports),
    OTEL_SERVICE_NAME: name,
    ORDERTRACE_PRIVACY_KEY_FILE: join(options.data, 'privacy.key'),
    OTEL_RESOURCE_ATTRIBUTES: resourceAttributes(options),
    OTEL_EXPORTER_OTLP_ENDPOINT: address(options.ports.otlpHttp),
    OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'amqplib',
  });
}

/** Marks the services' telemetry as a demonstration if the traffic is invented. */
function resourceAttributes({ traffic }: LaunchOptions): string {
  const attributes = [
    `${attribute.environment}=demo`,
    ...(traffic ? [`${attribute.demonstration}=true`] : []),
  ];
  return attributes.join(',');
}

/** For each queue, the service that reads it over HTTP. */
function peers(ports: Ports): Record<string, string> {
  const routes = {
    'mes.orders': ports.mes,
    'mes.calculations': ports.mes,
    'calculation.requests': ports.calculation,
    'shop.orders': ports.shop,
  };
  const text = Object.entries(routes).map(([queue, port]) => `${queue}=${address(port)}`);
  return { PEERS: text.join(',') };
}

function nodeSpec(
  name: PartName,
  root: string,
  flags: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ChildSpec {
  const folder = join(root, name === 'server' ? 'apps' : 'services', name);
  const guard = new URL('../process/guard.js', import.meta.url).href;
  return {
    name,
    command: process.execPath,
    args: [
      `--max-old-space-size=${heapMb[name]}`,
      '--import',
      guard,
      ...flags,
      join(folder, 'dist', 'main.js'),
    ],
    env,
    // `--import` resolves the app's dependencies from here.
    cwd: folder,
    endBy: 'signal',
    endWithinMs: 7000,
  };
}
