import type { EpochNanos } from '@ordertrace/model';

export interface WrittenEvent {
  readonly activity: string;
  readonly timeNanos: EpochNanos;
  readonly startNanos?: EpochNanos;
  readonly resource?: string;
  /** Reporting application; absent for imported events. */
  readonly application?: string;
}

/** An order with its sorted events, to be written into a log. */
export interface WrittenOrder {
  readonly orderId: string;
  readonly tenantId: string;
  readonly events: readonly WrittenEvent[];
}

/** RFC 3339 in UTC, with as many decimals of the second as needed: three, six or nine. */
export function writtenTime(nanos: EpochNanos): string {
  const rest = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const digits = rest.toString().padStart(9, '0');
  const shown = rest % 1_000_000n === 0n ? 3 : rest % 1000n === 0n ? 6 : 9;
  const seconds = new Date(Number((nanos - rest) / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${digits.slice(0, shown)}Z`;
}
