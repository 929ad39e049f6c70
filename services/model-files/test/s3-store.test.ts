import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AwsClient } from 'aws4fetch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModelStore } from '@ordertrace/model-files';
import { modelStoreContract } from './model-store-contract.js';
import { startS3Server } from './s3-server.js';

const credentials = {
  accessKeyId: process.env['TEST_S3_ACCESS_KEY'] ?? 'test',
  secretAccessKey: process.env['TEST_S3_SECRET_KEY'] ?? 'test',
};
const server = await startS3Server();
const bucket = `models-${process.pid}-${Date.now()}`;
const spoolFolder = await mkdtemp(join(tmpdir(), 'ordertrace-spool-'));
const options = { credentials, spoolFolder };
const address = (name: string) =>
  `s3://${name}/customers?endpoint=${server?.endpoint ?? ''}&region=eu-central-1`;

afterAll(async () => {
  await server?.stop();
  await rm(spoolFolder, { recursive: true, force: true });
});

// Without a server: pip install 'moto[server,s3]' or name one in TEST_S3_ENDPOINT.
describe.skipIf(!server)(
  'models in S3 (skipped where neither moto_server nor TEST_S3_ENDPOINT is there)',
  () => {
    beforeAll(async () => {
      const client = new AwsClient({ ...credentials, service: 's3', region: 'eu-central-1' });
      const body =
        '<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>';
      const answer = await client.fetch(`${server?.endpoint ?? ''}/${bucket}`, { method: 'PUT', body });
      expect(answer.ok).toBe(true);
    });

    modelStoreContract(() => openModelStore(address(bucket), options));

    it('leave no local file behind', async () => {
      const store = openModelStore(address(bucket), options);
      await store.put('x', Readable.from([Buffer.alloc(10)]), { maxBytes: 10 });
      expect(await readdir(spoolFolder)).toEqual([]);
    });

    it('say that the bucket is missing, not the model', async () => {
      const store = openModelStore(address('no-such-bucket'), options);
      await expect(store.get('x')).rejects.toMatchObject({
        code: 'model_store_unavailable',
        message: expect.stringContaining('NoSuchBucket'),
      });
      await expect(store.check()).rejects.toMatchObject({ code: 'model_store_unavailable' });
    });
  },
);

describe('an S3 server in trouble', () => {
  it('is tried again, with the whole body', async () => {
    const bodies: number[] = [];
    const flaky = createServer((socket) => {
      let received = Buffer.alloc(0);
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        received = Buffer.concat([received, chunk]);
        const bodyAt = received.indexOf('\r\n\r\n') + 4;
        if (bodyAt < 4 || received.length - bodyAt < 5000) return;
        bodies.push(received.length - bodyAt);
        if (bodies.length === 1) socket.destroy();
        else if (bodies.length === 2)
          socket.end('HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
        else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      });
    }).listen(0, '127.0.0.1');
    await once(flaky, 'listening');
    const { port } = flaky.address() as AddressInfo;
    const store = openModelStore(`s3://models?endpoint=http://127.0.0.1:${port}`, options);
    await store.put('x', Readable.from([Buffer.alloc(5000)]), { maxBytes: 5000 });
    expect(bodies).toEqual([5000, 5000, 5000]);
    flaky.close();
  });

  it('is named when it is away', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    const store = openModelStore(`s3://models?endpoint=http://127.0.0.1:${port}`, options);
    await expect(store.get('x')).rejects.toMatchObject({
      code: 'model_store_unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
