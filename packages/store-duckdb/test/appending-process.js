// Appends numbered batches to the store in the given folder, and prints each number when it is acknowledged.
import { batchOf, logSample, spanSample, transitionSample } from '@ordertrace/store/contract';
import { openDuckdbStore } from '@ordertrace/store-duckdb';

const [path = '', first = '0'] = process.argv.slice(2);
const spansInBatch = 5;

function batch(number) {
  const order = { tenantId: 'acme', orderId: `${number}` };
  const trace = BigInt(number + 1);
  return batchOf({
    spans: Array.from({ length: spansInBatch }, (_, i) =>
      spanSample({ trace, span: trace * 100n + BigInt(i), orders: [order], body: `${number}/${i}` }),
    ),
    logs: [logSample({ trace, orders: [order], body: `${number}` })],
    events: [transitionSample({ ...order, timeNanos: BigInt(number) })],
  });
}

const store = await openDuckdbStore({ path, runMiB: 1 / 16, mergeRuns: 3 });
for (let number = Number(first); ; number += 4) {
  await Promise.all(
    [0, 1, 2, 3].map(async (offset) => {
      await store.append(batch(number + offset));
      process.stdout.write(`${number + offset}\n`);
    }),
  );
}
