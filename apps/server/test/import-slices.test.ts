import type { EventLogReader, LogEvent } from '@ordertrace/event-logs';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { describe, expect, it } from 'vitest';
import { importLog } from '../src/event-logs/import-log.js';
import { KeepingStore } from './keeping-store.js';

const count = 250_000;

/** A log whose events all wait for the end of the file. */
function readerOf(events: readonly LogEvent[]): EventLogReader {
  return {
    facts: { format: 'csv', variant: 'CSV', mapping: {} },
    fileBytes: 1,
    // eslint-disable-next-line @typescript-eslint/require-await -- as a reader of files
    async *batches() {
      yield { events, refused: [], bytesRead: 1 };
    },
    notes: () => [],
    timeExample: () => undefined,
  };
}

const emptyOrders = {
  tenantsOfOrders: (ids: readonly string[]) => Promise.resolve(ids.map(() => [])),
  eventsOfOrders: () => Promise.resolve([]),
};

describe('an import of one large batch', () => {
  const events: LogEvent[] = Array.from({ length: count }, (_, i) => ({
    orderId: `P-${i}`,
    tenantId: '',
    activity: 'CREATED',
    timeNanos: BigInt(i),
    place: i + 1,
  }));

  it.each(['reject', 'skip'] as const)(
    'with on_error=%s lets other work run, and stores parts of it',
    async (onError) => {
      let turns = 0;
      const other = () => {
        turns++;
        next = setImmediate(other);
      };
      let next = setImmediate(other);
      const store = Object.assign(new KeepingStore(), emptyOrders);
      const gate = createGate(defaultPolicy);
      const stated = { log: 'past', tenantId: 'retail', duplicates: 'refuse' } as const;
      const options = { id: 'i', ...stated, dryRun: false, timeZone: undefined };
      const parts = { store, gate, onStep: () => undefined };
      const report = await importLog(readerOf(events), { ...options, onError }, parts);
      clearImmediate(next);
      expect(report.kept).toBe(count);
      expect(turns).toBeGreaterThanOrEqual(count / 1000 - 1);
      expect(Math.max(...store.batches.map((batch) => batch.events.length))).toBe(20_000);
    },
  );
});
