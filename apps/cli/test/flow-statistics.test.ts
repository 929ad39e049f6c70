import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showFlow } from '../src/flow-statistics.js';
import { lengthText, textTable } from '../src/text-table.js';

const times = { median_ms: 5400_000, p90_ms: 1, mean_ms: 1, min_ms: 1, max_ms: 1, total_ms: 1 };
const flows = [
  { name: 'repairs', stages: [{ name: 'ship', names: { ru: 'У мастера' } }] },
  { name: 'shop', stages: [{ name: 'ship', names: { en: 'On the way', ru: 'В пути' } }] },
];
const map = {
  orders: 2,
  activities: [{ name: 'pay', count: 2, orders: 2, starts: 2, ends: 0, open: 0, working: null }],
  edges: [{ from: 'pay', to: 'ship', count: 2, orders: 2, times, waiting: null, working: null }],
};

describe('ordertrace flow', () => {
  const asked: string[] = [];
  let server: Server;
  let address: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`);
      const answer = request.url === '/api/v1/flows' ? { flows, faulty_files: [] } : map;
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('asks the server with the filters and the token, and shows tables', async () => {
    const flags = { tenant: 'acme', source: 'imported', flow: 'shop' };
    const result = await showFlow('map', { address: { server: address, token: 't' }, flags, json: false });
    expect(asked).toEqual([
      '/api/v1/flows Bearer t',
      '/api/v1/flow/map?tenant=acme&flow=shop&source=imported Bearer t',
    ]);
    expect(result).toMatchObject({ exitCode: 0, errors: '' });
    expect(result.text).toContain('pay → On the way');
    expect(result.text).toContain('1.5 h');
  });

  it('names stages in the language of the output', async () => {
    const russian = { server: address, token: undefined, language: 'ru' } as const;
    const ofFlow = async (flow: string) =>
      (await showFlow('map', { address: russian, flags: { flow }, json: false })).text;
    expect(await ofFlow('shop')).toContain('pay → В пути');
    expect(await ofFlow('repairs')).toContain('pay → У мастера');
  });

  it('gives the answer as it is for programs', async () => {
    const result = await showFlow('map', {
      address: { server: address, token: undefined },
      flags: {},
      json: true,
    });
    expect(JSON.parse(result.text)).toEqual(map);
  });

  it('says so where no server answers', async () => {
    const nowhere = { server: 'http://127.0.0.1:1', token: undefined };
    const result = await showFlow('stages', { address: nowhere, flags: {}, json: false });
    expect(result).toMatchObject({ exitCode: 1, text: '' });
    expect(result.errors).toContain('http://127.0.0.1:1');
  });

  it('aligns columns, numbers to the right, and tells lengths of time in one unit', () => {
    expect(
      textTable(
        ['name', 'count'],
        [
          ['a', '5'],
          ['long name', '1000'],
        ],
      ),
    ).toBe('name       count\n---------  -----\na              5\nlong name   1000');
    expect([lengthText(90_000), lengthText(null), lengthText(0.5)]).toEqual(['1.5 min', '-', '0.5 ms']);
  });
});
