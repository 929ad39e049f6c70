import { request } from 'node:http';
import { Registry } from 'prom-client';
import { afterEach, expect, it } from 'vitest';
import { otherSiteRefusal } from '../src/receive/local-sender.js';
import { createIngest, receiveHttp, type Receiver } from '../src/receive/index.js';
import { KeepingStore } from './keeping-store.js';

let receiver: Receiver | undefined;
afterEach(() => receiver?.close());

function post(port: number, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const path = '/v1/traces';
    const sending = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sending.on('error', reject);
    sending.end();
  });
}

it('takes telemetry without a token from programs on this machine, and from no page elsewhere', async () => {
  const ingest = createIngest({ store: new KeepingStore(), metrics: new Registry() });
  receiver = await receiveHttp({ ingest, host: '127.0.0.1', port: 0 });
  const type = { 'content-type': 'application/x-protobuf' };
  expect(await post(receiver.port, { ...type, host: 'localhost:4318' })).toBe(200);
  expect(await post(receiver.port, { ...type, host: 'evil.example:4318' })).toBe(403);
  expect(await post(receiver.port, { ...type, origin: 'https://evil.example' })).toBe(403);
  expect(await post(receiver.port, { ...type, 'sec-fetch-site': 'cross-site' })).toBe(403);
});

it.each([
  [{ host: '127.0.0.1:4318' }, true],
  [{ host: '[::1]:4318' }, true],
  [{ host: 'shop.localhost:4318' }, true],
  [{ host: 'localhost', origin: 'http://localhost:7070', 'sec-fetch-site': 'same-origin' }, true],
  [{ host: 'localhost', origin: 'null' }, false],
  [{ host: 'localhost', 'sec-fetch-site': 'same-site' }, false],
  [{ host: '127.0.0.1.evil.example' }, false],
  [{}, false],
])('judges a sender by what its request names: %o', (headers, isTaken) => {
  expect(otherSiteRefusal(headers) === undefined).toBe(isTaken);
});
