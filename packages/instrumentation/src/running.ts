import type { Gate } from '@ordertrace/privacy';
import type { Span } from '@opentelemetry/api';

/** The running kit, as the other modules of the kit see it. */
export interface RunningKit {
  /** The gate that scrubs log lines before they are written. */
  readonly gate: Gate;
  readonly applicationName: string;
  readonly environment: string;
  /** False after shutdown: nothing more is exported. */
  readonly isOpen: () => boolean;
  /** Whether the span will be exported when it ends, as far as is known so far. */
  readonly willExport: (span: Span) => boolean;
  /** Flushes the waiting order events, without waiting for the outcome. */
  readonly sendEvents: () => void;
}

let current: RunningKit | undefined;

/** The running kit; `undefined` before it starts. */
export function running(): RunningKit | undefined {
  return current;
}

export function setRunning(kit: RunningKit): void {
  current = kit;
}
