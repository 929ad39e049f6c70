import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';

/** Port of each part. */
export interface Ports {
  readonly server: number;
  readonly otlpHttp: number;
  readonly otlpGrpc: number;
  readonly shop: number;
  readonly mes: number;
  readonly calculation: number;
}

/** Checked options of a start. */
export interface LaunchOptions {
  /** Absolute path of the data folder. */
  readonly data: string;
  readonly ports: Ports;
  /** Starts only the server: no services, no database for them, no demonstration. */
  readonly serverOnly: boolean;
  readonly traffic: boolean;
  /** New orders per minute. */
  readonly rate: number;
  readonly pastOrders: number;
  readonly seed: number;
  /** URL of a Postgres for the services. Default: the embedded one. */
  readonly database?: string;
  /** URL of a message broker. Default: messages are pushed over HTTP. */
  readonly messaging?: string;
  readonly quiet: boolean;
}

/** Option that changes each port, for the help and for errors. */
export const portOptions: Readonly<
  Record<keyof Ports, { flag: string; what: string; port: number; env: string }>
> = {
  server: { flag: '--port-server', what: 'console and API', port: 7070, env: 'ORDERTRACE_HTTP_PORT' },
  otlpHttp: {
    flag: '--port-otlp-http',
    what: 'OTLP over HTTP',
    port: 4318,
    env: 'ORDERTRACE_OTLP_HTTP_PORT',
  },
  otlpGrpc: {
    flag: '--port-otlp-grpc',
    what: 'OTLP over gRPC',
    port: 4317,
    env: 'ORDERTRACE_OTLP_GRPC_PORT',
  },
  shop: { flag: '--port-shop', what: 'Shop API', port: 7101, env: 'ORDERTRACE_SHOP_PORT' },
  mes: { flag: '--port-mes', what: 'MES API', port: 7102, env: 'ORDERTRACE_MES_PORT' },
  calculation: {
    flag: '--port-calculation',
    what: 'Calculation Service',
    port: 7103,
    env: 'ORDERTRACE_CALCULATION_PORT',
  },
};

export const portNames = Object.keys(portOptions) as (keyof Ports)[];

interface RawOptions extends Readonly<Record<string, unknown>> {
  readonly data: string;
  readonly empty?: boolean;
  readonly serverOnly?: boolean;
  readonly traffic: boolean;
  readonly rate: number;
  readonly pastOrders: number;
  readonly seed: number;
  readonly database?: string;
  readonly messaging?: string;
  readonly quiet?: boolean;
}

/**
 * Parses the command line. Options that are not given there come from the environment variables that the help
 * names. A wrong value, an unknown option and `--help` throw commander's `CommanderError`, already printed.
 */
export function parseOptions(argv: readonly string[]): LaunchOptions {
  const command = startCommand();
  command.parse(argv, { from: 'user' });
  const raw = command.opts<RawOptions>();
  const serverOnly = raw.serverOnly === true;
  const isEmpty = serverOnly || raw.empty === true;
  return {
    data: resolve(raw.data),
    ports: portsOf(raw),
    serverOnly,
    traffic: raw.traffic && !isEmpty,
    rate: raw.rate,
    pastOrders: isEmpty ? 0 : raw.pastOrders,
    seed: raw.seed,
    quiet: raw.quiet === true,
    ...(raw.database ? { database: raw.database } : {}),
    ...(raw.messaging ? { messaging: raw.messaging } : {}),
  };
}

function portsOf(raw: RawOptions): Ports {
  const port = (name: keyof Ports): number => {
    const key = portOptions[name].flag
      .slice(2)
      .replace(/-(\w)/gu, (_, letter: string) => letter.toUpperCase());
    return raw[key] as number;
  };
  return {
    server: port('server'),
    otlpHttp: port('otlpHttp'),
    otlpGrpc: port('otlpGrpc'),
    shop: port('shop'),
    mes: port('mes'),
    calculation: port('calculation'),
  };
}

function startCommand(): Command {
  const command = new Command('npm start --')
    .description(
      'Starts Ordertrace: the server with its console, the three services, and a demonstration that drives them.',
    )
    .helpOption('-h, --help', 'show this help')
    .exitOverride()
    .showSuggestionAfterError();
  const option = (flags: string, text: string): Option => new Option(flags, text);
  command
    .addOption(
      option('--data <folder>', 'keep everything in this folder').env('ORDERTRACE_DATA').default('data'),
    )
    .addOption(option('--empty', 'no demonstration: no past orders, no traffic'))
    .addOption(
      option('--server-only', 'only the server, for your own services: no services, no demonstration'),
    )
    .addOption(option('--no-traffic', 'past orders, but no new ones'))
    .addOption(option('--rate <orders>', 'new orders a minute').default(12).argParser(numberIn(0.1, 600)))
    .addOption(
      option('--past-orders <count>', 'orders of the last 60 days, sent once per data folder')
        .default(3000)
        .argParser(wholeIn(0, 1_000_000)),
    )
    .addOption(
      option('--seed <number>', 'another demonstration: other orders, other models')
        .default(1)
        .argParser(wholeIn(0, 2 ** 31)),
    )
    .addOption(
      option('--database <url>', 'Postgres for the services (postgres://…); embedded where not given')
        .env('DATABASE_URL')
        .argParser(urlOf(['postgres:', 'postgresql:'])),
    )
    .addOption(
      option('--messaging <url>', 'RabbitMQ for the messages (amqp://…); HTTP where not given')
        .env('MESSAGING_URL')
        .argParser(urlOf(['amqp:', 'amqps:'])),
    );
  for (const { flag, what, port, env } of Object.values(portOptions)) {
    command.addOption(
      option(`${flag} <port>`, `port of ${what}`).env(env).default(port).argParser(wholeIn(1, 65_535)),
    );
  }
  command.addOption(option('--quiet', 'print only the addresses and what goes wrong'));
  return command;
}

function numberIn(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= from && value <= to) return value;
    throw new InvalidArgumentError(`A number from ${from} to ${to} is expected.`);
  };
}

function wholeIn(from: number, to: number): (text: string) => number {
  return (text) => {
    if (/^\d+$/u.test(text) && Number(text) >= from && Number(text) <= to) return Number(text);
    throw new InvalidArgumentError(`A whole number from ${from} to ${to} is expected.`);
  };
}

function urlOf(protocols: readonly string[]): (text: string) => string {
  return (text) => {
    if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
    throw new InvalidArgumentError(`An address that begins with ${protocols.join('// or ')}// is expected.`);
  };
}
