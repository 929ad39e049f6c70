import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiClient } from '@ordertrace/api';
import { describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '../src');
const files = [
  'client.ts',
  ...readdirSync(join(source, 'client'))
    .filter((name) => name.endsWith('-calls.ts'))
    .map((name) => `client/${name}`),
];

/** The examples in the comments of the client's calls, by call. */
function examplesIn(file: string): (readonly [string, string])[] {
  const text = readFileSync(join(source, file), 'utf8');
  const comments = text.matchAll(/ {2}\/\*\*((?:(?!\*\/)[^])*)\*\/\n {2}(\w+)\(/g);
  return [...comments].flatMap(([, comment = '', call = '']) => {
    const [, example] = comment.split('@example');
    return example === undefined ? [] : [[call, example.replace(/^\s*\* ?/gm, '').trim()] as const];
  });
}

const examples = files.flatMap(examplesIn);

/** Runs an example with a client that answers everything with an empty object. Returns the URLs it requests. */
async function run(example: string): Promise<string[]> {
  const urls: string[] = [];
  const client = apiClient({
    baseUrl: '/api/v1',
    fetch: (url) => {
      urls.push(url as string);
      return Promise.resolve(new Response('{}'));
    },
  });
  const api = new Proxy(client, {
    get: (target, name) => {
      const calls = target as unknown as Record<string, (...parameters: unknown[]) => unknown>;
      return (...parameters: unknown[]) => {
        const result = calls[String(name)]?.(...parameters);
        if (typeof result === 'string') urls.push(result);
        return result;
      };
    },
  });
  const eventSource = function () {
    // Only its parameter matters.
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the examples are our own comments
  const work = new Function('api', 'file', 'EventSource', `return (async () => { ${example} })();`) as (
    ...parameters: unknown[]
  ) => Promise<void>;
  await work(api, new Blob(['case,activity']), eventSource);
  return urls;
}

describe('the examples of the client', () => {
  it('are there for every call', () => {
    const calls = Object.keys(apiClient({ baseUrl: '/api/v1' }));
    expect(calls.filter((call) => !examples.some(([name]) => name === call))).toEqual([]);
  });

  it.each(examples)('of %s names the call, and requests one URL', async (call, example) => {
    expect(example).toContain(`api.${call}(`);
    expect(await run(example)).toEqual([expect.stringMatching(/^\/api\/v1\/\w/)]);
  });
});
