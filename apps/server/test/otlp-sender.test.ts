import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeExportResponse } from '@ordertrace/otlp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OtlpDelivery } from '../src/outbound/forward/otlp-delivery.js';
import { otlpSender } from '../src/outbound/forward/otlp-sender.js';

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array | string;
}

describe('an OTLP target', () => {
  let server: Server;
  let answer: Answer;
  let requests: number;
  let endpoint: string;

  beforeEach(async () => {
    requests = 0;
    answer = {};
    server = createServer((request, response) => {
      requests++;
      request.resume().on('end', () => {
        const { status = 200, headers = { 'content-type': 'application/x-protobuf' }, body = '' } = answer;
        response.writeHead(status, headers).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const send = (to = endpoint) => otlpSender({ endpoint: to, headers: {} })('traces', new Uint8Array(4));
  const partial = (message: string, rejected = 3) => ({ signal: 'traces' as const, rejected, message });

  it.each([0, 1, 126, 127, 128, 300, 5000])(
    'that rejects some records is understood, with a reason of %i characters',
    async (length) => {
      const message = 'x'.repeat(length);
      answer = { body: encodeExportResponse(partial(message), 'protobuf') };
      expect(await send()).toEqual({ outcome: 'delivered', rejected: 3, message: message.slice(0, 500) });
    },
  );

  it('that answers in JSON is understood too', async () => {
    answer = {
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: encodeExportResponse(partial('no'), 'json'),
    };
    expect(await send()).toEqual({ outcome: 'delivered', rejected: 3, message: 'no' });
  });

  it.each([
    { status: 200, headers: {} },
    { status: 202, headers: { 'content-type': 'text/plain' }, body: 'ok' },
    { status: 200, headers: { 'content-type': 'application/json' } },
  ])('that says nothing of records has taken all: %o', async (given) => {
    answer = given;
    expect(await send()).toEqual({ outcome: 'delivered', rejected: 0, message: '' });
  });

  it('whose answer is broken has taken the records, with a remark', async () => {
    answer = { body: Buffer.from([0x0a, 0xff]) };
    expect(await send()).toMatchObject({ outcome: 'delivered', rejected: 0, message: /can not be read/ });
  });

  it.each(['text/html', 'text/html; charset=utf-8', 'application/xhtml+xml'])(
    'that answers with a page (%s) has taken nothing',
    async (type) => {
      answer = { headers: { 'content-type': type }, body: '<html>Sign in</html>' };
      expect(await send()).toMatchObject({ outcome: 'retry', reason: 'web page', detail: /sign-in/ });
    },
  );

  it.each([301, 302, 303, 307, 308])(
    'that redirects (%i) is named so, and is not followed',
    async (status) => {
      answer = { status, headers: { location: `${endpoint}/login?token=secret` } };
      expect(await send()).toMatchObject({
        outcome: 'retry',
        reason: `status ${status}`,
        detail: `status ${status}, a redirect to ${endpoint}/login`,
      });
      expect(requests).toBe(1);
    },
  );

  it.each([
    [401, 'retry'],
    [403, 'retry'],
    [404, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
    [400, 'refused'],
    [413, 'refused'],
    [422, 'refused'],
  ])('that answers %i leads to: %s', async (status, outcome) => {
    answer = { status, headers: status === 503 ? { 'retry-after': '7' } : {} };
    const sent = await send();
    expect(sent).toMatchObject({ outcome, reason: `status ${status}` });
    if (sent.outcome === 'retry') expect(sent.afterMs).toBe(status === 503 ? 7000 : undefined);
    if (sent.outcome === 'refused') expect(sent.tooLarge).toBe(status === 413);
  });

  it('whose address no host can have is not connected to', async () => {
    for (const to of [`https://${'a'.repeat(64)}.com`, `https://${'a.'.repeat(130)}com`])
      expect(await send(to)).toMatchObject({ outcome: 'retry', reason: 'address refused' });
  });

  it('that rejects records is counted and logged with its reason, once for the same', async () => {
    const logged: object[] = [];
    const counted: unknown[] = [];
    const log = (what: object) => void logged.push(what);
    const delivery = new OtlpDelivery({
      target: { name: 'jaeger', recordsPerSecond: 1_000_000 },
      send: otlpSender({ endpoint, headers: {} }),
      metrics: {
        forwarded: (...what) => counted.push(what),
        failed: () => undefined,
        reached: () => undefined,
      },
      logger: { warn: log, error: log },
    });
    const message = `a span without a name ${'.'.repeat(200)}`;
    answer = { body: encodeExportResponse(partial(message), 'protobuf') };
    const records = { signal: 'traces', records: [1, 2, 3, 4, 5], encode: () => new Uint8Array(1) } as const;
    for (let i = 0; i < 3; i++) await delivery.deliver(records, () => Promise.resolve());
    expect(counted).toEqual([1, 2, 3].map(() => ['traces', 2, 3]));
    expect(logged).toEqual([{ target: 'jaeger', signal: 'traces', rejected: 3, message }]);
  });
});
