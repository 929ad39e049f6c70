import { encodeTraces } from '@ordertrace/otlp';
import { createMemoryStore } from '@ordertrace/store';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createIngest } from '../src/receive/index.js';
import { orderSpan } from './keeping-store.js';

it('every record received is counted as stored, as a duplicate, or as rejected with its reason', async () => {
  const metrics = new Registry();
  const store = createMemoryStore();
  const ingest = createIngest({ store, metrics });
  const send = (bytes: Uint8Array) => ingest.ingest({ signal: 'traces', bytes, encoding: 'protobuf' });
  const request = encodeTraces([
    orderSpan('1'),
    orderSpan('2'),
    { ...orderSpan('3'), spanId: '' },
    { ...orderSpan('4'), traceId: '' },
    { ...orderSpan('5'), startNanos: 2n ** 63n },
  ]);
  await send(request);
  await send(request);
  await send(Uint8Array.of(255));
  const values = async (name: string) =>
    Object.fromEntries(
      ((await metrics.getSingleMetric(name)?.get())?.values ?? []).map(({ labels, value }) => [
        Object.values(labels).join(' '),
        value,
      ]),
    );
  expect(await values('ordertrace_received_records_total')).toEqual({ traces: 10 });
  expect(await values('ordertrace_stored_records_total')).toEqual({ traces: 2 });
  expect(await values('ordertrace_duplicate_records_total')).toEqual({ traces: 2 });
  expect(await values('ordertrace_rejected_records_total')).toEqual({
    'traces invalid_span_id': 2,
    'traces invalid_trace_id': 2,
    'traces time_out_of_range': 2,
  });
  expect(await values('ordertrace_refused_requests_total')).toEqual({ 'traces malformed': 1 });
  await store.close();
});
