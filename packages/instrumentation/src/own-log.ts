import type { DiagLogger } from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { InstrumentationStatus } from './instrumentation-status.js';
import { createLogger } from './logger.js';

const quietMs = 60_000;
const maxKinds = 50;

let logger: Logger | undefined;

/** The kit's own lines use the output of the service's lines. */
function ownLog(): Logger {
  return (logger ??= createLogger({ name: 'ordertrace-instrumentation' }));
}

/** Says what was lost, at most once a minute. */
export function createLossWarning(status: () => InstrumentationStatus | undefined): () => void {
  let quietUntil = 0;
  return () => {
    const now = Date.now();
    if (now < quietUntil) return;
    quietUntil = now + quietMs;
    ownLog().warn({ telemetry: status() }, 'telemetry was lost on the way to the collector');
  };
}

/** OpenTelemetry's own warnings as log lines; each kind at most once a minute. */
export function createDiagLogger(): DiagLogger {
  const quietUntil = new Map<string, number>();
  const say = (level: 'warn' | 'error') => (message: string) => {
    const now = Date.now();
    const kind = message.slice(0, 40);
    if (now < (quietUntil.get(kind) ?? 0)) return;
    if (quietUntil.size >= maxKinds) quietUntil.clear();
    quietUntil.set(kind, now + quietMs);
    ownLog()[level](message);
  };
  const silent = () => undefined;
  return { error: say('error'), warn: say('warn'), info: silent, debug: silent, verbose: silent };
}
