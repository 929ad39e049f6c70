import { createLogger } from '@ordertrace/instrumentation';
import { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { postgresMissing, startPostgres, type TestPostgres } from '../../../tests/support/postgres.js';
import { until } from '../../../tests/support/until.js';
import { inTransaction } from '../src/in-transaction.js';
import type { EventOutlet } from '../src/orders/event-outlet.js';
import { TransitionRelay } from '../src/orders/transition-relay.js';
import {
  recordStageChange,
  transitionMigration,
  unsentTransitions,
  type UnsentTransition,
} from '../src/orders/transitions.js';

const missing = postgresMissing();
const log = createLogger({ level: 'silent' });

/** A transport to a collector that the test controls. */
class Fake implements EventOutlet {
  readonly emitted: UnsentTransition[] = [];
  waiting = 0;
  dropped = 0;
  onEmit: () => void = () => undefined;

  emit(transition: UnsentTransition): void {
    this.emitted.push(transition);
    this.onEmit();
  }
  status() {
    return { waiting: this.waiting, dropped: this.dropped, refused: 0 };
  }
}

describe.skipIf(missing !== undefined)(missing ?? 'transitions become order events', () => {
  let postgres: TestPostgres;
  let pool: Pool;
  let outlet: Fake;
  let relay: TransitionRelay;

  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    pool = new Pool({ connectionString: await postgres.createDatabase() });
    await pool.query(`${transitionMigration.sql} CREATE TABLE outbox (id text)`);
    outlet = new Fake();
    relay = newRelay();
  });
  afterEach(async () => {
    await relay.close();
    await pool.end();
  });

  const newRelay = () => new TransitionRelay({ pool, outlet, log, pollMs: 20, confirmEveryMs: 5 });
  const at = new Date('2026-11-20T10:00:00.123Z');
  const change = { orderId: '1', tenantId: 'retail', actor: 'customer', at } as const;
  const record = (stage: 'CREATED' | 'SUBMITTED' = 'CREATED') =>
    inTransaction(pool, (client) => recordStageChange(client, { ...change, stage }));
  const unsent = () => unsentTransitions(pool, 10);
  const allTold = () => until('all is told', async () => (await unsent()).length === 0);

  it('in their order, with their own time', async () => {
    await record();
    await record('SUBMITTED');
    relay.start();
    await allTold();
    expect(outlet.emitted).toMatchObject([
      { ...change, stage: 'CREATED' },
      { ...change, stage: 'SUBMITTED' },
    ]);
  });

  it('not where the change was undone', async () => {
    const undone = inTransaction(pool, async (client) => {
      await recordStageChange(client, { ...change, stage: 'CREATED' });
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    expect(await unsent()).toEqual([]);
  });

  it('and count as told only once the collector has them', async () => {
    outlet.onEmit = () => outlet.waiting++;
    await record();
    relay.start();
    await until('it is emitted', () => Promise.resolve(outlet.emitted.length === 1));
    expect(await unsent()).toHaveLength(1);
    outlet.waiting = 0;
    await allTold();
    expect(outlet.emitted).toHaveLength(1);
  });

  it('again after a crash before the collector had them', async () => {
    outlet.onEmit = () => outlet.waiting++;
    await record();
    relay.start();
    await until('it is emitted', () => Promise.resolve(outlet.emitted.length === 1));
    await relay.close();
    outlet = new Fake();
    relay = newRelay();
    relay.start();
    await allTold();
    expect(outlet.emitted).toMatchObject([{ ...change, stage: 'CREATED' }]);
  });

  it('again where they were dropped on the way', async () => {
    outlet.onEmit = () => outlet.dropped++;
    await record();
    relay.start();
    await until('it is dropped', () => Promise.resolve(outlet.emitted.length === 1));
    await relay.close();
    expect(await unsent()).toHaveLength(1);
  });

  it('before the service has stopped', async () => {
    relay.start();
    await record();
    await relay.close();
    expect(await unsent()).toEqual([]);
  });
});
