import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSignedInServer, type SignedInServer } from './support/signed-in-server.js';

const page =
  '<!doctype html><base href="/jaeger-ui/"><script>window.x = 1</script><script src="static/a.js"></script>';

describe("Jaeger's UI behind our sign-in", () => {
  let jaeger: Server;
  let server: SignedInServer;
  let asked: IncomingMessage[] = [];

  beforeAll(async () => {
    jaeger = createServer((incoming, response) => {
      asked.push(incoming);
      if (incoming.url === '/jaeger-ui/search') {
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.setHeader('set-cookie', 'jaeger=1');
        response.end(page);
      } else if (incoming.url?.startsWith('/jaeger-ui/api/traces') === true) {
        response.setHeader('content-type', 'application/json');
        response.end('{"data":[]}');
      } else {
        response.statusCode = 404;
        response.end('none');
      }
    });
    await new Promise<void>((resolve) => jaeger.listen(0, '127.0.0.1', resolve));
    const { port } = jaeger.address() as AddressInfo;
    server = await startSignedInServer({ ORDERTRACE_JAEGER_UI_URL: `http://127.0.0.1:${port}` });
  });
  afterAll(async () => {
    jaeger.close();
    await server.close();
  });
  beforeEach(() => {
    asked = [];
  });

  async function get(path: string, roles: readonly string[] | undefined, init: RequestInit = {}) {
    const token = roles && (await server.provider.programToken({ realm_access: { roles: [...roles] } }));
    return fetch(`${server.origin}${path}`, {
      redirect: 'manual',
      ...init,
      headers: {
        accept: 'text/html',
        cookie: 'ordertrace_session=x',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
    });
  }

  it('is shown to developers', async () => {
    const answer = await get('/jaeger-ui/search', ['developer']);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(page);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it.each([
    [undefined, 401],
    [['business'], 403],
    [['partner'], 403],
  ] as const)('is not shown to %s', async (roles, status) => {
    expect((await get('/jaeger-ui/search', roles)).status).toBe(status);
    expect((await get('/jaeger-ui/api/traces/1', roles)).status).toBe(status);
    expect(asked).toEqual([]);
  });

  it('never sees our cookies and tokens, and can not be written to', async () => {
    await get('/jaeger-ui/search', ['developer']);
    expect(asked[0]?.headers).not.toHaveProperty('cookie');
    expect(asked[0]?.headers).not.toHaveProperty('authorization');
    expect((await get('/jaeger-ui/api/archive/1', ['developer'], { method: 'POST' })).status).toBe(404);
  });

  it('may run the scripts of its page and no others, and not ask our API', async () => {
    const policy =
      (await get('/jaeger-ui/search', ['developer'])).headers.get('content-security-policy') ?? '';
    const script = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
    expect(script).toContain("'sha256-");
    expect(script).not.toContain('unsafe');
    expect(/connect-src ([^;]*)/.exec(policy)?.[1]).toBe(`${server.origin}/jaeger-ui/`);
  });

  it('leaves a look in the access log', async () => {
    await get('/jaeger-ui/api/traces/4bf92f3577b34da6a3ce929d0e0e4736', ['developer']);
    await server.accessLog.stop();
    const { facts } = await server.store.facts({ kinds: ['access.jaeger_trace_viewed'], limit: 5 });
    expect(facts).toMatchObject([{ actor: 'program', subject: '4bf92f3577b34da6a3ce929d0e0e4736' }]);
  });

  it.each([
    ['/jaeger-ui/api/%74races/ab1', 'jaeger_trace_viewed', 'ab1'.padStart(32, '0')],
    ['/jaeger-ui/api//traces/ab2', 'jaeger_trace_viewed', 'ab2'.padStart(32, '0')],
    ['/jaeger-ui/api/v3/traces/ab3', 'jaeger_trace_viewed', 'ab3'.padStart(32, '0')],
    ['/jaeger-ui/api/traces?service=mes-api', 'jaeger_searched', ''],
  ])('leaves a look in the access log, however it is asked: %s', async (path, action, subject) => {
    await get(path, ['developer']);
    await server.accessLog.stop();
    const { facts } = await server.store.facts({ kinds: [`access.${action}`], limit: 5 });
    expect(facts).toContainEqual(expect.objectContaining({ subject }));
  });

  it('leads nowhere else', async () => {
    const { hostname, port } = new URL(server.origin);
    const token = await server.provider.programToken({ realm_access: { roles: ['developer'] } });
    for (const path of ['/jaeger-ui/../api/x', '/jaeger-ui/%2e%2e/api/x', '/jaeger-ui/..%2fapi/x']) {
      const status = await new Promise<number | undefined>((resolve, reject) => {
        request({ hostname, port, path, headers: { authorization: `Bearer ${token}` } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end();
      });
      expect(status).toBeGreaterThanOrEqual(400);
    }
    expect(asked).toEqual([]);
  });

  it('is missed with a reason when it does not run', async () => {
    const lonely = await startSignedInServer({ ORDERTRACE_JAEGER_UI_URL: 'http://127.0.0.1:9' });
    try {
      const token = await lonely.provider.programToken({ realm_access: { roles: ['developer'] } });
      const answer = await fetch(`${lonely.origin}/jaeger-ui/`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(502);
      expect(await answer.json()).toMatchObject({ code: 'jaeger_unavailable' });
    } finally {
      await lonely.close();
    }
  });
});
