import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proveAlertsFile, type ProveOptions } from '../src/alerts-prove.js';

const pages: Readonly<Record<string, object>> = {
  '/api/v1/problems?sort=opened_at&limit=500': {
    problems: [problemOf('1', 'lost', null)],
    next: 'more',
    total: 2,
  },
  '/api/v1/problems?sort=opened_at&limit=500&cursor=more': {
    problems: [problemOf('2', 'slow', '2026-11-24T09:30:00Z')],
    next: null,
    total: 2,
  },
  '/api/v1/orders?open=true&at_risk=true&limit=500': {
    orders: [
      { tenant_id: 'retail', order_id: '9', flow: 'f', stage: 'S', at_risk_since: '2026-11-24T09:00:00Z' },
    ],
    next: null,
    total: 1,
  },
};

function problemOf(orderId: string, situation: string, resolvedAt: string | null): object {
  const opened = { opened_at: '2026-11-24T09:00:00Z', resolved_at: resolvedAt };
  return {
    tenant_id: 'retail',
    order_id: orderId,
    situation,
    certainty: 'likely',
    cause_id: situation,
    ...opened,
  };
}

describe('ordertrace alerts prove', () => {
  let server: Server;
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alerts-prove-'));
    file = join(folder, 'alerts.yaml');
    await writeFile(
      file,
      'channels: { ops: { type: slack, url_env: OPS, situations: [lost], certainty: likely } }',
    );
    server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(pages[request.url ?? ''] ?? { problems: [], next: null, total: 0 }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const prove = (options: ProveOptions, of = file) =>
    proveAlertsFile({
      file: of,
      options,
      nowMs: Date.parse('2026-11-25T00:00:00Z'),
      address: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: undefined },
    });

  it('replays the problems of all pages, and says which alert and why others do not', async () => {
    const { text, exitCode } = await prove({});
    expect(exitCode).toBe(0);
    expect(text).toMatch(/ops +retail\/1 +lost +2026-11-24 09:00 +at 2026-11-24 09:01/);
    expect(text).toMatch(/ops +retail\/2 +slow .*no: the channel does not list slow/);
  });

  it('says of a likely verdict that the channel takes only proven ones', async () => {
    const strict = join(folder, 'strict.yaml');
    await writeFile(strict, 'channels: { ops: { type: slack, url_env: OPS, situations: [lost] } }');
    const { text, exitCode } = await prove({}, strict);
    expect(text).toMatch(/retail\/1 .*no: the verdict is only likely/);
    expect(exitCode).toBe(1);
  });

  it('replays the orders that are at risk now, where a channel lists them', async () => {
    const risk = join(folder, 'risk.yaml');
    await writeFile(risk, 'channels: { ops: { type: slack, url_env: OPS, situations: [at_risk] } }');
    expect((await prove({}, risk)).text).toMatch(/retail\/9 +at_risk +2026-11-24 09:00 +at 2026-11-24 09:01/);
  });

  it('tries made problems, and fails where a channel alerts of none', async () => {
    expect(await prove({ made: 'lost, slow' })).toMatchObject({ exitCode: 0, errors: '' });
    const none = await prove({ made: 'slow' });
    expect(none).toMatchObject({ exitCode: 1, errors: 'ops would have alerted of none of them.' });
    expect((await prove({ tenant: 'nobody' })).exitCode).toBe(1);
  });

  it('gives the proof as JSON, and refuses what it does not know', async () => {
    const { text } = await prove({ made: 'lost', json: true });
    expect(JSON.parse(text)).toMatchObject([{ channel: 'ops', verdict: { outcome: 'alerted' } }]);
    expect((await prove({ made: 'gone' })).errors).toContain('--made takes situations');
    expect((await prove({}, join(folder, 'none.yaml'))).exitCode).toBe(2);
    await writeFile(join(folder, 'bad.yaml'), 'channels: {}');
    expect((await prove({}, join(folder, 'bad.yaml'))).exitCode).toBe(1);
  });
});
