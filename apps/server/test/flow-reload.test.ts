import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manufacturerFlowText } from '@ordertrace/flow';
import type { LogRecord } from '@ordertrace/model';
import { decodeLogs, encodeLogs } from '@ordertrace/otlp';
import { createMemoryStore } from '@ordertrace/store';
import pino from 'pino';
import { expect, it, vi } from 'vitest';
import { FlowsInUse } from '../src/flows/index.js';
import { FoldLoop } from '../src/fold/fold-loop.js';
import { ServiceSigns } from '../src/fold/service-signs.js';

const ref = { tenantId: 'retail', orderId: '1' };
const twoHoursAgo = BigInt(Date.now() - 7_200_000) * 1_000_000n;
const submitted: LogRecord = {
  timeNanos: twoHoursAgo,
  observedNanos: twoHoursAgo,
  flags: 1,
  severityNumber: 9,
  severityText: '',
  eventName: 'order.transition',
  body: null,
  attributes: new Map([
    ['order_id', '1'],
    ['tenant_id', 'retail'],
    ['stage', 'SUBMITTED'],
  ]),
  resource: { attributes: new Map([['service.name', 'shop-api']]) },
  scope: { name: 'test', version: '', attributes: new Map() },
};

it('judges every order by a changed flow file, and leaves a broken one alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ordertrace-flow-'));
  const file = join(folder, 'flow.yaml');
  const logger = pino({ level: 'silent' });
  await writeFile(file, manufacturerFlowText());
  const store = createMemoryStore();
  await store.append(decodeLogs(encodeLogs([submitted]), 'protobuf').batch);
  const flows = await FlowsInUse.open({ setting: file, logger, everyMs: 50 });
  const fold = new FoldLoop({ store, flows: flows.current, signs: new ServiceSigns(), logger });
  flows.onChange((changed) => void fold.useFlows(changed));
  fold.start();
  const situation = async () => (await store.order(ref))?.diagnosis?.situation;
  try {
    await vi.waitFor(async () => expect(await situation()).toBe('stuck'), 10_000);
    const failed = vi.spyOn(logger, 'error');
    await writeFile(file, 'name: broken');
    await vi.waitFor(() => expect(failed).toHaveBeenCalled(), 10_000);
    expect(flows.current.fallback.name).toBe('manufacturer');
    expect(flows.files).toMatchObject([{ file, flow: 'manufacturer' }]);
    expect(flows.files[0]?.error).toMatch(/flow\.yaml:\d+:\d+: /);
    await writeFile(file, manufacturerFlowText().replace('within: 1 hour', 'within: 30 days'));
    await vi.waitFor(async () => expect(await situation()).toBe('on_track'), 15_000);
  } finally {
    await flows.close();
    await fold.stop();
    await store.close();
    await rm(folder, { recursive: true });
  }
});
