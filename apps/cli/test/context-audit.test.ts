import type { ContextAudit } from '@ordertrace/api';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contextAudit } from '../src/context-audit.js';

const time = '2026-11-22T09:00:00.000000000Z';
const traceId = '0af7651916cd43dd8448eb211c80319c';
const audit: ContextAudit = {
  from: time,
  to: time,
  orders: 3,
  orders_without_tenant: 1,
  read: { spans: 20, logs: 9, complete: false, spans_from: time, logs_from: time },
  services: [
    {
      application_name: 'mes-api',
      spans: 20,
      spans_with_order: 15,
      spans_without_order: 5,
      logs: 9,
      logs_with_order: 0,
      logs_without_order: 0,
      logs_outside_trace: 9,
    },
  ],
  hops: [
    {
      kind: 'message',
      destination: 'orders.priced',
      from: '',
      to: 'mes-api',
      received: 2,
      with_order: 1,
      dropped: 0,
      unlinked: 0,
      without_context: 2,
    },
  ],
  unread_names: [{ attribute: 'order.id', count: 3 }],
  findings: [
    {
      loss: 'message_without_context',
      application_name: 'mes-api',
      place: 'orders.priced',
      from: null,
      count: 2,
      last_at: time,
      examples: [{ timestamp: time, trace_id: traceId, span_id: null, order_id: '7', tenant_id: 'acme' }],
    },
  ],
};

describe('ordertrace audit context', () => {
  let server: Server;
  const asked: string[] = [];
  let address: { readonly server: string; readonly token: string };
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(audit));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 't' };
  });
  afterAll(() => server.close());

  it('names each place with a trace to look at, and the share that carries the order', async () => {
    const { exitCode, text } = await contextAudit({
      address,
      query: { records: 500 },
      json: false,
      strict: false,
    });
    expect(asked).toEqual(['/api/v1/audit/context?records=500 Bearer t']);
    expect(exitCode).toBe(0);
    expect(text).toContain(`2 × mes-api: orders.priced of order 7, trace ${traceId}`);
    expect(text).toContain('75.0%');
    expect(text).toContain('? → mes-api');
    expect(text).toContain('1 order has no tenant');
  });

  it('fails a build that asked for it, with the answer all the same', async () => {
    const result = await contextAudit({ address, query: {}, json: true, strict: true });
    expect(result.exitCode).toBe(1);
    expect(JSON.parse(result.text)).toEqual(audit);
  });

  it('says so where no server answers', async () => {
    const nowhere = { server: 'http://127.0.0.1:1', token: undefined };
    const result = await contextAudit({ address: nowhere, query: {}, json: false, strict: false });
    expect(result).toMatchObject({ exitCode: 1, errors: 'No server answers at http://127.0.0.1:1.' });
  });
});
