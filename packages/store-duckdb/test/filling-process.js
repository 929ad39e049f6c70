// Appends to the store in the given folder until it refuses. Prints the error, and what can still be read
// then.
import { randomBytes } from 'node:crypto';
import { batchOf, recordsOf, spanSample } from '@ordertrace/store/contract';
import { openDuckdbStore } from '@ordertrace/store-duckdb';

const [path = ''] = process.argv.slice(2);
const order = { tenantId: 'acme', orderId: '17' };
const store = await openDuckdbStore({ path });
let acknowledged = 0;
const refusals = [];
for (let span = 1; refusals.length < 3; span++) {
  const body = randomBytes(40_000).toString('hex');
  try {
    await store.append(batchOf({ spans: [spanSample({ span: BigInt(span), orders: [order], body })] }));
    acknowledged++;
  } catch (error) {
    refusals.push({ code: error.code, retryAfterMs: error.retryAfterMs });
  }
}
const readable = (await recordsOf(store, order)).spans.length;
process.stdout.write(JSON.stringify({ acknowledged, refusals, readable }));
process.kill(process.pid, 'SIGKILL');
