import { apiClient, ApiError, incompleteHeader, incompleteHeaderOf } from '@ordertrace/api';
import { describe, expect, it } from 'vitest';

function answering(status: number, body: string) {
  const asked: { url: string; headers: Headers }[] = [];
  const client = apiClient({
    baseUrl: '/api/v1',
    language: () => 'ru',
    fetch: (url, init) => {
      asked.push({ url: url as string, headers: new Headers(init?.headers) });
      return Promise.resolve(new Response(body, { status }));
    },
  });
  return { client, asked };
}

async function refusal(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

describe('the API client', () => {
  it('leaves out filters that are not set and asks in the language', async () => {
    const { client, asked } = answering(200, '{"orders":[],"next":null}');
    await client.orders({ stage: 'APPROVED', open: true, q: '' });
    expect(asked[0]?.url).toBe('/api/v1/orders?stage=APPROVED&open=true');
    expect(asked[0]?.headers.get('accept-language')).toBe('ru');
  });

  it('keeps an order id with slashes and spaces one part of the path', async () => {
    const { client, asked } = answering(200, '{}');
    await client.journey({ orderId: 'A/1 б', tenantId: 'acme&co' });
    expect(asked[0]?.url).toBe('/api/v1/orders/A%2F1%20%D0%B1/journey?tenant=acme%26co');
  });

  it('puts an id that a URL cannot hold in its path into the query', async () => {
    const { client, asked } = answering(200, '{}');
    await client.order({ orderId: '..' });
    await client.journey({ orderId: '.', tenantId: 'acme' });
    expect(asked.map(({ url }) => url)).toEqual([
      '/api/v1/order?id=..',
      '/api/v1/order/journey?id=.&tenant=acme',
    ]);
  });

  it('hands on the choices where several tenants use the id', async () => {
    const choices = [{ tenant_id: 'acme', href: '/api/v1/orders/7?tenant=acme' }];
    const problem = { type: 'about:blank', title: 'Which?', status: 300, code: 'several_tenants', choices };
    const error = await refusal(answering(300, JSON.stringify(problem)).client.order({ orderId: '7' }));
    expect([error.code, error.problem.choices]).toEqual(['several_tenants', choices]);
  });

  it('names a server that does not answer, and an answer that is none', async () => {
    const away = apiClient({ baseUrl: '', fetch: () => Promise.reject(new TypeError('fetch failed')) });
    expect((await refusal(away.flow())).code).toBe('unreachable');
    const proxy = answering(502, '<html>Bad gateway</html>');
    const error = await refusal(proxy.client.flow());
    expect([error.code, error.status]).toEqual(['unreadable_answer', 502]);
  });

  it('lets an aborted call fail with its own reason', async () => {
    const abort = new AbortController();
    const client = apiClient({ baseUrl: 'http://127.0.0.1:9' });
    abort.abort(new Error('left the page'));
    await expect(client.flow(undefined, { signal: abort.signal })).rejects.toThrow('left the page');
  });

  it('reports the number of damaged files with each answer, and 0 with a complete one', async () => {
    const counts: number[] = [];
    const values = [
      incompleteHeaderOf(['a', 'b', 'c', 'd', 'e', 'f', 'g']),
      undefined,
      incompleteHeaderOf([]),
      'run-000003.ot',
    ];
    const client = apiClient({
      baseUrl: '',
      fetch: () => {
        const value = values.shift();
        const headers = value === undefined ? {} : { [incompleteHeader]: value };
        return Promise.resolve(new Response('{}', { headers }));
      },
      onDamagedFiles: (count) => counts.push(count),
    });
    for (let left = values.length; left > 0; left--) await client.flow();
    expect(counts).toEqual([7, 0, 0, 1]);
  });

  it('does not take a refusal, which may come from a proxy, for a complete answer', async () => {
    const counts: number[] = [];
    const client = apiClient({
      baseUrl: '',
      fetch: () => Promise.resolve(new Response('{}', { status: 502 })),
      onDamagedFiles: (count) => counts.push(count),
    });
    await refusal(client.flow());
    expect(counts).toEqual([]);
  });
});

describe('an answer with an entity tag', () => {
  /** Responds like a server that has one version of each answer. */
  function tagging(version: () => string) {
    const asked: { url: string; init: RequestInit }[] = [];
    let language = 'en';
    const client = apiClient({
      baseUrl: '/api/v1',
      language: () => language,
      fetch: (url, init = {}) => {
        asked.push({ url: url as string, init });
        const headers = { etag: `W/"${language} ${version()}"` };
        if (new Headers(init.headers).get('if-none-match') === headers.etag)
          return Promise.resolve(new Response(null, { status: 304, headers }));
        const counts = [{ stage: version() }];
        return Promise.resolve(new Response(JSON.stringify({ counts }), { headers }));
      },
    });
    const tags = () => asked.map(({ init }) => new Headers(init.headers).get('if-none-match'));
    return { client, asked, tags, speak: (other: string) => (language = other) };
  }

  it('is used again while the server says that it is unchanged', async () => {
    let version = 'one';
    const { client, tags } = tagging(() => version);
    const first = await client.orderCounts({});
    expect(await client.orderCounts({})).toBe(first);
    version = 'two';
    expect(await client.orderCounts({})).toEqual({ counts: [{ stage: 'two' }] });
    await client.orderCounts({});
    expect(tags()).toEqual([null, 'W/"en one"', 'W/"en one"', 'W/"en two"']);
  });

  it('is asked for by its own query and language only', async () => {
    const { client, tags, speak } = tagging(() => 'one');
    await client.orderCounts({});
    await client.orderCounts({ open: true });
    speak('ru');
    await client.orderCounts({});
    expect(tags()).toEqual([null, null, null]);
  });

  it('may lack records, also while it is unchanged', async () => {
    const counts: number[] = [];
    const answers = [200, 304, 304].map((status, i) => {
      const headers = { etag: 'W/"one"', ...(i === 1 ? { [incompleteHeader]: '2' } : {}) };
      return new Response(status === 304 ? null : '{"counts":[]}', { status, headers });
    });
    const client = apiClient({
      baseUrl: '',
      fetch: () => Promise.resolve(answers.shift()!),
      onDamagedFiles: (count) => counts.push(count),
    });
    for (let i = 0; i < 3; i++) expect(await client.orderCounts({})).toEqual({ counts: [] });
    expect(counts).toEqual([0, 2, 0]);
  });

  it('never enters the cache of a browser', async () => {
    const { client, asked } = tagging(() => 'one');
    await client.orderCounts({});
    expect(asked[0]?.init).toMatchObject({ cache: 'no-store' });
  });

  it('is forgotten when a hundred others were asked later', async () => {
    const { client, tags } = tagging(() => 'one');
    await client.orderCounts({ tenant: 'first' });
    for (let i = 0; i < 100; i++) await client.orderCounts({ tenant: String(i) });
    await client.orderCounts({ tenant: 'first' });
    await client.orderCounts({ tenant: '99' });
    expect(tags().slice(-2)).toEqual([null, 'W/"en one"']);
  });
});
