import { pino, type DestinationStream, type Logger } from 'pino';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { lineFields } from './line-fields.js';
import { createLogBridge } from './log-bridge.js';
import { scrubLine } from './privacy.js';
import { running } from './running.js';

/** The default gate, for a process that has not started the kit. */
const ungoverned = createGate(defaultPolicy);

export interface LoggerInput {
  /** The logger's name on every line, for a service with several loggers. */
  readonly name?: string;
  /** The lowest level that is written; `info` by default. */
  readonly level?: string;
  /** The output; standard output by default. */
  readonly destination?: DestinationStream;
}

/**
 * A logger that writes one JSON object for each line, with the nine fields, and sends every line to
 * OpenTelemetry too. Use it as Fastify's `loggerInstance`. Requests and responses are logged without query,
 * headers and addresses, which may hold personal data.
 */
export function createLogger(input: LoggerInput = {}): Logger {
  const destination = input.destination ?? pino.destination({ fd: 1, sync: true });
  const bridge = createLogBridge();
  return pino(
    {
      level: input.level ?? 'info',
      base: input.name === undefined ? null : { name: input.name },
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: lineFields,
      mixinMergeStrategy: (logged, fields) => ({ ...fields, ...logged, ...measures(fields) }),
      serializers: { err: pino.stdSerializers.err, req: requestLine, res: responseLine },
    },
    {
      write: (line) => {
        const clean = scrubLine(running()?.gate ?? ungoverned, line, input.name);
        destination.write(clean);
        bridge.write(clean);
      },
    },
  );
}

/** Normalizes these two fields. For the other fields, the values that the caller logs win. */
function measures({ status_code, duration }: { status_code?: unknown; duration?: unknown }) {
  return { status_code, duration };
}

function requestLine(request: { method?: unknown; url?: unknown }) {
  const path = typeof request.url === 'string' ? request.url.split('?', 1)[0] : undefined;
  return { method: request.method, path };
}

function responseLine(response: { statusCode?: unknown }) {
  return { statusCode: response.statusCode };
}
