import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compressedAnswers } from '../src/http/compressed-answers.js';
import { handleErrors } from '../src/http/errors.js';
import { consoleFiles } from '../src/query/console-files.js';

describe('answers', () => {
  const app = Fastify();
  compressedAnswers(app);
  app.get('/long', () => ({ text: 'a span '.repeat(10_000) }));
  app.get('/short', () => ({ text: 'a span' }));
  const ask = (url: string, headers: Record<string, string>, remoteAddress = '10.1.2.3') =>
    app.inject({ url, headers, remoteAddress });

  it('go compressed where they are long and the asker takes it', async () => {
    const answer = await ask('/long', { 'accept-encoding': 'br, gzip;q=0.8' });
    expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(answer.rawPayload.length).toBeLessThan(2_000);
    expect(JSON.parse(gunzipSync(answer.rawPayload).toString())).toEqual({ text: 'a span '.repeat(10_000) });
  });

  it('go as they are where they are short, for who refuses gzip, and within this machine', async () => {
    const plain = await Promise.all([
      ask('/short', { 'accept-encoding': 'gzip' }),
      ask('/long', {}),
      ask('/long', { 'accept-encoding': 'gzip;q=0, br' }),
      ask('/long', { 'accept-encoding': 'gzip' }, '127.0.0.1'),
    ]);
    expect(plain.map((answer) => answer.headers['content-encoding'])).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("the console's files", () => {
  const app = Fastify();
  const program = 'export const answer = 42;\n'.repeat(100);
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ordertrace-files-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), 'the console');
    await writeFile(join(folder, 'assets', 'index-abc.js'), program);
    await writeFile(join(folder, 'assets', 'index-abc.js.br'), brotliCompressSync(program));
    handleErrors(app);
    await consoleFiles(app, folder);
  });

  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  it('come as the build compressed them, and are kept by their names', async () => {
    const answer = await app.inject({
      url: '/assets/index-abc.js',
      headers: { 'accept-encoding': 'gzip, br' },
    });
    expect(answer.headers).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    expect(answer.headers['content-type']).toContain('javascript');
    expect(brotliDecompressSync(answer.rawPayload).toString()).toBe(program);
    const plain = await app.inject('/assets/index-abc.js');
    expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, program]);
  });

  it('tell a person who follows a broken link in the console, and a program in its own way', async () => {
    const person = await app.inject({ url: '/nowhere', headers: { accept: 'text/html,*/*;q=0.8' } });
    expect([person.statusCode, person.body]).toEqual([404, 'the console']);
    const program = await app.inject({ url: '/nowhere', headers: { accept: '*/*' } });
    expect([program.statusCode, program.json<{ code: string }>().code]).toEqual([404, 'no_such_path']);
    const asked = await app.inject({ url: '/api/v1/nothing', headers: { accept: 'text/html' } });
    expect(asked.json<{ code: string }>().code).toBe('no_such_path');
  });

  it('give the one page for every path of its router, asked for anew each time', async () => {
    const answer = await app.inject('/orders');
    expect([answer.body, answer.headers['cache-control']]).toEqual(['the console', 'no-cache']);
    expect((await app.inject('/assets/index-abc.js.br')).statusCode).toBe(404);
  });
});
