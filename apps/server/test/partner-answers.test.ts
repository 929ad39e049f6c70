import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, noCoverage } from '@ordertrace/model';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Access } from '../src/access/access.js';
import { createApi } from '../src/api.js';

/** Everyone has the role that a header names. */
const access: Access = {
  signIn: true,
  identify: ({ headers }) => {
    const isPartner = headers['x-role'] === 'partner';
    const person = {
      name: '',
      subject: 'somebody',
      scopes: [],
      tenantId: isPartner ? 'goldwerk' : undefined,
      roles: isPartner ? (['partner'] as const) : (['developer'] as const),
    };
    return Promise.resolve({ person, by: 'token' });
  },
};

let api: FastifyInstance;
beforeAll(async () => {
  api = await createApi({
    store: createMemoryStore(),
    metrics: new Registry(),
    logger: pino({ level: 'silent' }),
    access,
    flows: () => flowsOf([manufacturerFlow()]),
    gate: createGate(defaultPolicy),
    coverage: noCoverage,
    readiness: () => ({ store: true }),
    consoleFolder: undefined,
  });
});
afterAll(() => api.close());

const ask = (url: string, role: string) => api.inject({ url, headers: { 'x-role': role } });

it.each(['/api/v1/flow', '/api/v1/flows', '/api/v1/flow?flow=manufacturer'])(
  '%s names no application to partners',
  async (url) => {
    const inside = (await ask(url, 'developer')).body;
    const outside = (await ask(url, 'partner')).body;
    expect(inside).toContain('mes-api');
    expect(outside).not.toMatch(/shop-api|mes-api|calculation-service/);
    expect(outside).toContain('APPROVED');
  },
);

it.each(['/api/v1/orders/48213', '/api/v1/export?format=csv', '/api/v1/flow'])(
  '%s is kept by no browser and no proxy',
  async (url) => {
    expect((await ask(url, 'developer')).headers['cache-control']).toBe('no-store');
  },
);

it('answers to partners are kept by no browser and no proxy', async () => {
  expect((await ask('/partner/v1/orders', 'partner')).headers['cache-control']).toBe('no-store');
});
