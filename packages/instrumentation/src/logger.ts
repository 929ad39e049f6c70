import { pino, type DestinationStream, type Logger } from 'pino';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { lineFields } from './line-fields.js';
import { createLogBridge } from './log-bridge.js';
import { scrubLine } from './privacy.js';
import { running } from './running.js';

/** For lines of a process that has not started the kit. */
const ungoverned = createGate(defaultPolicy);

export interface LoggerInput {
  /** Told on every line, where a service has several loggers. */
  readonly name?: string;
  /** Lines below it are not written; `info` if left out. */
  readonly level?: string;
  /** Where the lines go; standard output if left out. */
  readonly destination?: DestinationStream;
}

/**
 * A logger that writes one JSON object a line, with the nine fields on every one, and gives every line to
 * OpenTelemetry too. Fits fastify's `loggerInstance`. Requests and responses are logged without query,
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

/** These two are brought into one form; of the other fields, what the caller logs counts. */
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
