import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, operationsOf } from './support/openapi.js';
import { repository, startSystem, type System } from './support/system.js';

const servers = ['server', 'shop', 'mes', 'calculation'] as const;
const files = join(repository, 'docs/reference/openapi');

let system: System;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.dispose());

describe.each(servers)('the OpenAPI document of %s', (name) => {
  let document: Record<string, unknown>;

  beforeAll(async () => {
    const response = await fetch(`${system.addresses[name]}/openapi.json`);
    document = (await response.json()) as Record<string, unknown>;
  });

  it('is valid OpenAPI 3.1', async () => {
    expect(document['openapi']).toBe('3.1.0');
    expect(await faultsOf(document)).toEqual([]);
  });

  it('is the committed one; `npm run openapi` writes it again', async () => {
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(join(files, `${name}.json`));
  });

  it('describes every operation', () => {
    const operations = operationsOf(document);
    expect(operations.length).toBeGreaterThan(3);
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { name: operation, operationId, summary, tags, parameters = [], responses } of operations) {
      expect(operationId, operation).toMatch(/^[a-z]+[A-Z][A-Za-z]+$/);
      expect(summary, operation).toMatch(/^[A-Z]/);
      expect(tags, operation).toHaveLength(1);
      expect(Object.keys(responses), operation).toContain('500');
      for (const parameter of parameters)
        expect(parameter.description, `${operation} ${parameter.name}`).toBeTruthy();
    }
  });
});

describe('the check of documents', () => {
  const withSchema = (schema: unknown) => ({
    openapi: '3.1.0',
    info: { title: 'Test', version: '1' },
    paths: {
      '/a': {
        get: { responses: { 200: { description: 'OK', content: { 'application/json': { schema } } } } },
      },
    },
  });

  it('accepts a valid one', async () => {
    expect(await faultsOf(withSchema({ type: 'array', items: { type: 'string' } }))).toEqual([]);
  });

  it('finds a schema of an older dialect', async () => {
    expect(await faultsOf(withSchema({ type: 'array', items: [{ type: 'string' }] }))).toHaveLength(1);
  });

  it('finds a part that OpenAPI does not know', async () => {
    expect(await faultsOf({ ...withSchema({}), path: {} })).toHaveLength(1);
  });
});

it('the reference page names the committed documents', () => {
  const page = readFileSync(join(repository, 'docs/reference/http-api.md'), 'utf8');
  for (const name of servers) expect(page).toContain(`openapi/${name}.json`);
});
