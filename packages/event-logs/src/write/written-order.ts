import type { EpochNanos } from '@ordertrace/model';

export interface WrittenEvent {
  readonly activity: string;
  readonly timeNanos: EpochNanos;
  readonly startNanos?: EpochNanos;
  readonly resource?: string;
  /** Which application said so; absent for what was imported. */
  readonly application?: string;
}

/** An order with its events in their order, to be written into a log. */
export interface WrittenOrder {
  readonly orderId: string;
  readonly tenantId: string;
  readonly events: readonly WrittenEvent[];
}

/** RFC 3339 in UTC, with as many digits of the second as it needs: three, six or nine. */
export function writtenTime(nanos: EpochNanos): string {
  const rest = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const digits = rest.toString().padStart(9, '0');
  const shown = rest % 1_000_000n === 0n ? 3 : rest % 1000n === 0n ? 6 : 9;
  const seconds = new Date(Number((nanos - rest) / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${digits.slice(0, shown)}Z`;
}
