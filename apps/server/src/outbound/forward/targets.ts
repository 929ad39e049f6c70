import { readFile } from 'node:fs/promises';
import { urlRefusal } from '@ordertrace/conventions';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { ConfigError } from '../../config-error.js';

const Name = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' });
const Texts = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { minItems: 1 });

const Target = Type.Object(
  {
    name: Name,
    endpoint: Type.String({ pattern: '^https?://' }),
    signals: Type.Optional(
      Type.Array(Type.Union([Type.Literal('traces'), Type.Literal('logs')]), { minItems: 1 }),
    ),
    /** Headers besides those of OTLP; a token comes from a file. */
    headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    token_file: Type.Optional(Type.String({ minLength: 1 })),
    /** The start position of a new target. */
    begin: Type.Optional(Type.Union([Type.Literal('now'), Type.Literal('oldest')])),
    tenants: Type.Optional(Texts),
    services: Type.Optional(Texts),
    only: Type.Optional(Type.Literal('orders')),
    coverage: Type.Optional(Type.Literal('approved-to-shipped')),
    order_traces: Type.Optional(Type.Union([Type.Boolean(), Type.Literal('closed')])),
    records_per_second: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  },
  { additionalProperties: false },
);

const ForwardFile = Type.Object({ targets: Type.Array(Target) }, { additionalProperties: false });

/** Selects the records of a target. */
export interface ForwardFilter {
  readonly tenants: ReadonlySet<string> | undefined;
  readonly services: ReadonlySet<string> | undefined;
  /** Only traces that name an order, and log lines of orders or of such traces. */
  readonly onlyOrders: boolean;
  /** Only events of an order from `APPROVED` to `SHIPPED`. */
  readonly contractOnly: boolean;
}

/** A receiver of OTLP over HTTP. */
export interface ForwardTarget {
  /** Lower case; also the name of its position and in metrics. */
  readonly name: string;
  /** Base address, without `/v1/traces` and `/v1/logs`. */
  readonly endpoint: string;
  readonly traces: boolean;
  readonly logs: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly begin: 'now' | 'oldest';
  readonly filter: ForwardFilter;
  /** Each order as one trace: after every change, or once when it has ended. */
  readonly orderTraces: 'none' | 'moving' | 'closed';
  readonly recordsPerSecond: number;
}

/** Fast enough to catch up on a day in an hour or two, slow enough for a Jaeger on one core. */
const defaultRecordsPerSecond = 5000;

const setting = 'ORDERTRACE_FORWARD';

/** @throws ConfigError with the target and the fault */
export async function readTargets(file: string): Promise<readonly ForwardTarget[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigError(setting, `${file} can't be read: ${String(error)}`);
  });
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw new ConfigError(setting, `${file} is no YAML: ${error instanceof Error ? error.message : ''}`);
  }
  if (!Value.Check(ForwardFile, content)) {
    const [first] = Value.Errors(ForwardFile, content);
    const place = first?.instancePath.slice(1).replaceAll('/', '.') ?? '';
    throw new ConfigError(setting, `${file}: ${place} ${first?.message ?? 'is not as it should be'}`);
  }
  const names = content.targets.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ConfigError(setting, `${file}: two targets are named ${twice}`);
  return Promise.all(content.targets.map((target) => targetOf(target, file)));
}

async function targetOf(target: Static<typeof Target>, file: string): Promise<ForwardTarget> {
  const { name, endpoint, signals = ['traces', 'logs'], tenants, services } = target;
  const refusal = urlRefusal(endpoint);
  if (refusal !== undefined)
    throw new ConfigError(setting, `${file}: the endpoint of ${name} can't be used: ${refusal}`);
  const orderTraces = target.order_traces ?? false;
  return {
    name,
    endpoint: endpoint.replace(/\/+$/, ''),
    traces: signals.includes('traces'),
    logs: signals.includes('logs'),
    headers: { ...target.headers, ...(await authorization(target.token_file)) },
    begin: target.begin ?? 'now',
    filter: {
      tenants: tenants && new Set(tenants),
      services: services && new Set(services),
      onlyOrders: target.only === 'orders' || tenants !== undefined || target.coverage !== undefined,
      contractOnly: target.coverage !== undefined,
    },
    orderTraces: orderTraces === true ? 'moving' : orderTraces === false ? 'none' : 'closed',
    recordsPerSecond: target.records_per_second ?? defaultRecordsPerSecond,
  };
}

async function authorization(tokenFile: string | undefined): Promise<Record<string, string>> {
  if (tokenFile === undefined) return {};
  const token = await readFile(tokenFile, 'utf8').catch((error: unknown) => {
    throw new ConfigError(
      setting,
      `${tokenFile} can't be read: ${(error as NodeJS.ErrnoException).code ?? ''}`,
    );
  });
  return { authorization: `Bearer ${token.trim()}` };
}
