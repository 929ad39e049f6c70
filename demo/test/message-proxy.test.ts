import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MessageProxy, type MessageFault } from '../src/faults/message-proxy.js';

describe('the proxy between services', () => {
  let receiver: Server;
  let proxy: MessageProxy;
  let address: string;
  const received: Record<string, unknown>[] = [];

  beforeEach(async () => {
    received.length = 0;
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>);
        response.writeHead(202).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const at = receiver.address();
    const port = typeof at === 'object' && at !== null ? at.port : 0;
    proxy = new MessageProxy({ 'mes.orders': `http://127.0.0.1:${port}` });
    address = `http://127.0.0.1:${await proxy.listen()}`;
  });
  afterEach(async () => {
    await proxy.close();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });

  const event = {
    id: 'm-1',
    orderid: '17',
    traceparent: '00-a-b-01',
    baggage: 'order_id=17',
    data: { a: 1 },
  };
  const inject = (fault: MessageFault) => proxy.inject({ queue: 'mes.orders', orderId: '17', fault });
  async function post(orderid = '17', signal?: AbortSignal): Promise<number> {
    const response = await fetch(`${address}/messages/mes.orders`, {
      method: 'POST',
      body: JSON.stringify({ ...event, orderid }),
      ...(signal && { signal }),
    });
    return response.status;
  }

  it('passes what it is not told of unchanged, with the answer', async () => {
    inject('lost');
    expect(await post('18')).toBe(202);
    expect(received).toEqual([{ ...event, orderid: '18' }]);
  });

  it('takes a message that it loses', async () => {
    inject('lost');
    expect(await post()).toBe(204);
    expect(received).toEqual([]);
  });

  it('never answers a message that runs into a time-out', async () => {
    inject('timeout');
    await expect(post('17', AbortSignal.timeout(100))).rejects.toThrow(/timeout/);
    expect(received).toEqual([]);
  });

  it('replaces the data of a poisoned message and keeps its context', async () => {
    inject('poison');
    await post();
    expect(received).toEqual([{ ...event, data: { broken: true } }]);
  });

  it('takes trace and baggage away', async () => {
    inject('no_context');
    await post();
    expect(received).toEqual([{ id: 'm-1', orderid: '17', data: { a: 1 } }]);
  });

  it('delivers twice, and refuses only the first try', async () => {
    inject('twice');
    expect(await post()).toBe(202);
    expect(received).toHaveLength(2);
    inject('retried');
    expect([await post(), await post()]).toEqual([503, 202]);
  });
});
