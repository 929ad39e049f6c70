import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const usage = `Usage: node apps/server/dist/main.js [--help] [--version]

The Ordertrace server: takes OTLP, keeps it, and shows each order's way.

Settings are environment variables. To begin with:
  ORDERTRACE_DATA             folder of the store (./data)
  ORDERTRACE_HOST             address of console and API (127.0.0.1)
  ORDERTRACE_HTTP_PORT        port of console and API (7070)
  ORDERTRACE_OTLP_HTTP_PORT   port for OTLP over HTTP (4318)
  ORDERTRACE_OTLP_GRPC_PORT   port for OTLP over gRPC (4317)
  ORDERTRACE_FLOW             flow files (the manufacturer's)
  ORDERTRACE_LOG_LEVEL        trace, debug, info, warn, error or silent (info)
All of them: docs/reference/server-settings.md
`;

/** Text to print instead of starting the server; `undefined` for a normal start. */
export interface Printed {
  readonly text: string;
  readonly exitCode: 0 | 2;
}

/** @param args the arguments after the program's name */
export function printedInstead(args: readonly string[]): Printed | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } },
    });
    if (values.help === true) return { text: usage, exitCode: 0 };
    if (values.version === true) return { text: `${version()}\n`, exitCode: 0 };
    return undefined;
  } catch (error) {
    return { text: `${error instanceof Error ? error.message : String(error)}\n\n${usage}`, exitCode: 2 };
  }
}

function version(): string {
  const manifest = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
