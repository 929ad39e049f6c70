import type { LaunchOptions } from './options.js';
import { address } from './parts.js';

/** Output for the person at the terminal. */
export interface Screen {
  /** Reports a finished step and how long it took. */
  readonly done: (what: string, sinceMs: number) => void;
  readonly info: (message: string) => void;
  readonly warn: (message: string) => void;
  /** Prints the text even in quiet mode. */
  readonly show: (text: string) => void;
}

export interface ScreenStreams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

export function openScreen(quiet: boolean, streams: ScreenStreams): Screen {
  const info = (message: string): void => {
    if (!quiet) streams.out(`${message}\n`);
  };
  return {
    done: (what, sinceMs) => {
      const seconds = ((performance.now() - sinceMs) / 1000).toFixed(1);
      info(`  ${what.padEnd(46)} ${seconds.padStart(6)} s`);
    },
    info,
    warn: (message) => streams.error(`${message}\n`),
    show: (text) => streams.out(`${text}\n`),
  };
}

/** A box with the addresses and the first things to try. */
export function welcome(options: LaunchOptions, { hasOrders }: { readonly hasOrders: boolean }): string {
  const { ports } = options;
  const lines = [
    `Console and API      ${address(ports.server)}`,
    ...(options.serverOnly
      ? []
      : [
          `Shop API             ${address(ports.shop)}`,
          `MES API              ${address(ports.mes)}`,
          `Calculation Service  ${address(ports.calculation)}`,
        ]),
    `OTLP over HTTP       ${address(ports.otlpHttp)}`,
    `OTLP over gRPC       127.0.0.1:${ports.otlpGrpc}`,
    `Data and logs        ${options.data}`,
    '',
    ...firstSteps(options, hasOrders),
    'Ctrl-C ends everything; the data stays.',
  ];
  return boxed(lines);
}

function firstSteps(options: LaunchOptions, hasOrders: boolean): string[] {
  if (hasOrders || options.traffic || options.pastOrders > 0) {
    return ['Open the console, take any order from the list, and see its whole way.'];
  }
  const target = options.serverOnly ? 'your services' : 'your services, or place an order with the Shop API';
  return [`Nothing is in it yet: point the OTLP exporter of ${target}.`];
}

function boxed(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => line.length));
  const bar = '─'.repeat(width + 2);
  const body = lines.map((line) => `│ ${line.padEnd(width)} │`);
  return [`┌${bar}┐`, ...body, `└${bar}┘`].join('\n');
}
