import { flowsOf, noCoverage } from '@ordertrace/model';
import { manufacturerFlow } from '@ordertrace/flow';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type StoreDamage } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApi } from '../src/api.js';
import { createRegistry } from '../src/metrics/index.js';

const logger = pino({ level: 'silent' });

function damaged(file: string, isIncomplete = true): StoreDamage {
  return { kind: 'damaged', file, detail: 'A bit changed.', isIncomplete };
}

describe('a store with damaged files', () => {
  let api: FastifyInstance;
  let damage: StoreDamage[];

  beforeEach(async () => {
    damage = [];
    api = await createApi({
      store: createMemoryStore(),
      flows: () => flowsOf([manufacturerFlow()]),
      coverage: noCoverage,
      gate: createGate(defaultPolicy),
      checks: { damage: () => Promise.resolve(damage), check: () => Promise.reject(new Error('not here')) },
      metrics: createRegistry(),
      readiness: () => ({ store: true }),
      logger,
      consoleFolder: undefined,
    });
  });
  afterEach(() => api.close());

  const header = async (url: string) => (await api.inject(url)).headers['ordertrace-incomplete'];

  it('marks each answer with the number of files and the first names, once for a file', async () => {
    damage = ['a', 'a', 'b', 'c', 'd', 'e', 'f'].map((file) => damaged(file));
    for (const url of ['/api/v1/orders', '/api/v1/me', '/partner/v1/orders?tenant=x', '/jaeger/api/services'])
      expect(await header(url), url).toBe('6;files="a b c d e"');
  });

  it('marks no answer that is complete, and no other page', async () => {
    expect(await header('/api/v1/orders')).toBeUndefined();
    damage = [damaged('run-000001.orders', false)];
    expect(await header('/api/v1/orders')).toBeUndefined();
    damage = [damaged('run-000001.ot')];
    expect(await header('/healthz')).toBeUndefined();
  });

  it('marks an answer that the caller has already with its present state', async () => {
    damage = [damaged('run-000001.ot')];
    const tag = String((await api.inject('/api/v1/orders')).headers.etag);
    const again = () => api.inject({ url: '/api/v1/orders', headers: { 'if-none-match': tag } });
    expect((await again()).headers['ordertrace-incomplete']).toBe('1;files="run-000001.ot"');
    damage = [];
    const { statusCode, headers } = await again();
    expect([statusCode, headers['ordertrace-incomplete']]).toEqual([304, '0']);
  });

  it('is listed by readiness, which stays true: the rest is served', async () => {
    damage = [damaged('run-000001.ot')];
    const answer = await api.inject('/readyz');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ status: 'ready', damaged_files: ['run-000001.ot'] });
  });

  it('has its runbook on the server itself', async () => {
    const answer = await api.inject('/runbooks/store-damaged');
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.body).toMatch(/^# Store damaged/);
    for (const name of ['no-such', '..%2FREADME', 'store-damaged.md'])
      expect((await api.inject(`/runbooks/${name}`)).statusCode, name).toBeGreaterThanOrEqual(400);
  });
});
