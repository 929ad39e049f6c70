import type { Gate } from '@ordertrace/privacy';
import type { Span } from '@opentelemetry/api';

/** What the rest of the kit needs to know of the one that runs in this process. */
export interface RunningKit {
  /** What log lines pass before they are written. */
  readonly gate: Gate;
  readonly applicationName: string;
  readonly environment: string;
  /** False once the kit was shut down: nothing is taken for export any more. */
  readonly isOpen: () => boolean;
  /** Whether the span will be exported when it ends, as far as is known now. */
  readonly willExport: (span: Span) => boolean;
  /** Sends the order events that wait; does not wait for the outcome. */
  readonly sendEvents: () => void;
}

let current: RunningKit | undefined;

/** Nothing until the kit was started in this process. */
export function running(): RunningKit | undefined {
  return current;
}

export function setRunning(kit: RunningKit): void {
  current = kit;
}
