import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, nanosFromMillis, type OrderState } from '@ordertrace/model';
import { createMemoryStore, type Store } from '@ordertrace/store';
import pino from 'pino';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Alerter, openAlerts } from '../src/outbound/alerts/index.js';
import type { Pace } from '../src/outbound/target-queues.js';
import { ProblemDesk } from '../src/problems/index.js';

const flows = flowsOf([manufacturerFlow()]);
const minute = nanosFromMillis(60_000);
const hour = 60n * minute;
/** 12:00 UTC. */
const noon = nanosFromMillis(Date.parse('2026-11-24T12:00:00Z'));
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

interface Taken {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function stuck(orderId: string, sinceNanos: bigint, tenantId = 'retail'): OrderState {
  return {
    tenantId,
    orderId,
    flow: 'manufacturer',
    stage: 'SUBMITTED',
    stageSinceNanos: sinceNanos,
    firstSeenNanos: sinceNanos,
    lastSeenNanos: sinceNanos,
    diagnosis: {
      situation: 'stuck',
      code: 'stage_overdue',
      details: { stage: 'SUBMITTED' },
      owner: 'mes-api',
      sinceNanos,
      evidence: [],
      next: [],
    },
  };
}

describe('alerts', () => {
  let store: Store;
  let folder: string;
  let now: bigint;
  let alerter: Alerter;
  let taken: Taken[];
  let status: number;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      taken.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(status).end();
    });
  });

  beforeEach(async () => {
    store = createMemoryStore();
    folder = await mkdtemp(join(tmpdir(), 'ordertrace-alerts-'));
    now = noon;
    taken = [];
    status = 204;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
    await store.close();
    await rm(folder, { recursive: true });
  });

  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const hook = (more = '') =>
    `channels: { ops: { type: webhook, url: "${address()}", secret_env: HOOK${more} } }`;

  async function open(text: string, pace: Partial<Pace> = {}): Promise<void> {
    const file = join(folder, 'alerts.yaml');
    await writeFile(file, text);
    const env = { HOOK: secret, CHAT: address(), PASS: 'word' };
    const alerts = await openAlerts(file, env);
    alerter = new Alerter({
      store,
      ...alerts,
      flows: () => flows,
      now: () => now,
      logger: pino({ level: 'silent' }),
      pace,
    });
  }

  async function problemOf(...orders: OrderState[]): Promise<void> {
    const desk = new ProblemDesk({ store, now: () => now });
    await desk.reconcile(orders.map((order) => ({ ref: order, order })));
  }

  async function later(nanos: bigint): Promise<void> {
    now += nanos;
    await alerter.look();
  }

  it('tell a webhook of a cause once, as a signed CloudEvent without anything personal', async () => {
    await open(`${hook()}\nconsole: https://orders.example.com/`);
    await problemOf(stuck('1', now), stuck('2', now));
    await alerter.look();
    expect(taken).toEqual([]);
    await later(2n * minute);
    await later(hour);
    expect(taken).toHaveLength(1);
    const [{ headers, body } = { headers: {}, body: '' }] = taken;
    const id = String(headers['webhook-id']);
    const signed = `${id}.${String(headers['webhook-timestamp'])}.${body}`;
    const key = Buffer.from(secret.slice(6), 'base64');
    const signature = createHmac('sha256', key).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signature}`);
    expect(headers['content-type']).toBe('application/cloudevents+json');
    expect(JSON.parse(body)).toMatchObject({
      specversion: '1.0',
      id,
      type: 'ordertrace.cause.alert',
      data: {
        count: 2,
        code: 'stage_overdue',
        situation: 'stuck',
        examples: [{ order_id: '1' }, { order_id: '2' }],
      },
    });
    expect(body).toContain('https://orders.example.com/problems?cause=');
  });

  it('tell of every cause, however many there are', async () => {
    await open(hook());
    const many = Array.from({ length: 230 }, (_, i) => {
      const order = stuck(`${i}`, now);
      return { ...order, diagnosis: { ...order.diagnosis!, owner: `team ${i}` } };
    });
    await problemOf(...many);
    await later(2n * minute);
    expect(taken).toHaveLength(230);
  });

  it('are told again only of new problems, after the set time, also over a restart', async () => {
    const settings = `${hook()}\nrepeat_after: 4 hours`;
    await open(settings);
    await problemOf(stuck('1', now));
    await later(2n * minute);
    await open(settings);
    await later(5n * hour);
    expect(taken).toHaveLength(1);
    await problemOf(stuck('2', now));
    await later(minute);
    expect(taken).toHaveLength(2);
    await problemOf(stuck('3', now));
    await later(hour);
    expect(taken).toHaveLength(2);
    await later(3n * hour);
    expect(taken).toHaveLength(3);
    expect(new Set(taken.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
  });

  it('that fail are tried again with growing pauses under the same id, each try kept', async () => {
    await open(hook());
    await problemOf(stuck('1', now));
    status = 500;
    await later(2n * minute);
    await later(minute / 6n);
    expect(taken).toHaveLength(1);
    await later(minute);
    await later(minute / 2n);
    expect(taken).toHaveLength(2);
    status = 200;
    await later(minute);
    await later(hour);
    expect(taken).toHaveLength(3);
    expect(new Set(taken.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const { facts } = await store.facts({ kinds: ['alert.'], limit: 9 });
    expect(facts.map(({ kind, subject, data }) => [kind, subject, data['attempt'], data['error']])).toEqual([
      ['alert.failed', 'ops', 1, 'answered 500'],
      ['alert.failed', 'ops', 2, 'answered 500'],
      ['alert.delivered', 'ops', 3, undefined],
    ]);
  });

  it('keep their attempts and their pause over a restart', async () => {
    await open(hook());
    await problemOf(stuck('1', now));
    status = 500;
    await later(2n * minute);
    await later(minute);
    await open(hook());
    await alerter.look();
    expect(taken).toHaveLength(2);
    await later(minute);
    expect(taken).toHaveLength(3);
    const { facts } = await store.facts({ kinds: ['alert.failed'], limit: 9 });
    expect(facts.map(({ data }) => data['attempt'])).toEqual([1, 2, 3]);
    expect(new Set(taken.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('that an earlier version delivered are not sent again; the next has another id', async () => {
    await open(hook());
    await problemOf(stuck('1', now));
    const [cause] = (await store.listCauses({ limit: 1 })).causes;
    const fact = { actor: 'system', tenantId: '', orderId: '', subject: 'ops', timeNanos: now };
    const data = { alert_id: 'a', cause_id: cause!.causeId, problems: 1, attempt: 1, until_nanos: `${now}` };
    await store.appendFacts([{ ...fact, id: 'before', kind: 'alert.delivered', data }]);
    await later(5n * hour);
    expect(taken).toEqual([]);
    await problemOf(stuck('2', now));
    await later(minute);
    expect(taken).toHaveLength(1);
  });

  it('are only of proven verdicts, unless the channel takes likely ones', async () => {
    await open(hook());
    const certain = stuck('1', now);
    const guessed = (order: OrderState) => ({
      ...order,
      diagnosis: { ...order.diagnosis!, certainty: 'likely' as const },
    });
    await problemOf(guessed(certain), stuck('2', now));
    await later(minute);
    expect(taken.map(({ body }) => (JSON.parse(body) as { data: { count: number } }).data.count)).toEqual([
      1,
    ]);
    await open(hook(', certainty: likely'));
    await problemOf(guessed(stuck('3', now)));
    await later(5n * hour);
    expect(JSON.parse(taken.at(-1)?.body ?? '').data.count).toBe(3);
  });

  it('of orders at risk come where a channel lists them, once for each stage, with the predicted finish', async () => {
    const atRisk = (orderId: string, since: string): OrderState => {
      const details = {
        stage: 'SUBMITTED',
        at_risk: 1,
        at_risk_since: since,
        predicted_finish: '2026-11-25T09:00:00Z',
      };
      const order = stuck(orderId, now);
      return {
        ...order,
        diagnosis: { ...order.diagnosis!, situation: 'on_track', code: 'on_track', details },
      };
    };
    await store.saveOrders({ orders: [atRisk('1', '2026-11-24T12:00:00Z')] });
    await open(hook());
    await later(minute);
    expect(taken).toEqual([]);
    await open(hook(', situations: [at_risk]'));
    await later(minute);
    expect(taken).toHaveLength(1);
    expect(JSON.parse(taken[0]!.body)).toMatchObject({
      type: 'ordertrace.orders.at_risk',
      data: {
        stage: 'SUBMITTED',
        stage_name: 'Submitted',
        count: 1,
        examples: [{ order_id: '1', predicted_finish: '2026-11-25T09:00:00Z' }],
      },
    });
    await later(5n * hour);
    expect(taken).toHaveLength(1);
    await store.saveOrders({ orders: [atRisk('2', '2026-11-24T17:00:00Z')] });
    await later(minute);
    expect(taken).toHaveLength(2);
  });

  it('of orders at risk come to a chat as a sentence', async () => {
    const details = {
      stage: 'SUBMITTED',
      at_risk: 1,
      at_risk_since: '2026-11-24T12:00:00Z',
      predicted_finish: '2026-11-25T09:00:00Z',
    };
    const order = stuck('1', now);
    const diagnosis = { ...order.diagnosis!, situation: 'on_track', code: 'on_track', details } as const;
    await store.saveOrders({ orders: [{ ...order, diagnosis }] });
    await open('channels: { chat: { type: slack, url_env: CHAT, situations: [at_risk] } }');
    await later(minute);
    expect(JSON.parse(taken[0]!.body).text).toBe(
      'At risk in “Submitted”: orders that will probably miss the deadline: 1.\nExamples: 1 (predicted finish 2026-11-25 09:00 UTC).',
    );
  });

  it('read no causes while no problem changes, and those of changed problems alone', async () => {
    await open(hook());
    await problemOf(stuck('1', now));
    await later(2n * minute);
    const read = vi.spyOn(store, 'listCauses');
    for (let i = 0; i < 10; i++) await later(hour);
    expect(read).not.toHaveBeenCalled();
    await problemOf(stuck('2', now));
    await alerter.look();
    expect(read.mock.calls.every(([{ causeId }]) => causeId !== undefined)).toBe(true);
    expect(taken).toHaveLength(2);
  });

  it('tell of every cause, also where a queue holds fewer', async () => {
    await open(hook(), { waitingAtMost: 1 });
    const [first, second, third] = ['a', 'b', 'c'].map((owner) => {
      const order = stuck(owner, now);
      return { ...order, diagnosis: { ...order.diagnosis!, owner } };
    });
    await problemOf(first!, second!, third!);
    for (let i = 0; i < 3; i++) await later(2n * minute);
    expect(taken).toHaveLength(3);
  });

  it('tell of a problem whose fact is stored after one with a later time', async () => {
    await open(hook());
    await alerter.look();
    const early = now;
    now += nanosFromMillis(5000);
    await problemOf(stuck('late', now));
    await alerter.look();
    const other = stuck('early', early);
    const desk = new ProblemDesk({ store, now: () => early });
    const order = { ...other, diagnosis: { ...other.diagnosis!, owner: 'shop-api' } };
    await desk.reconcile([{ ref: order, order }]);
    await later(2n * minute);
    expect(taken.map(({ body }) => body.includes('"order_id":"early"')).sort()).toEqual([false, true]);
  });

  it('are sent soon after someone wakes the alerter', async () => {
    await open(hook());
    const read = vi.spyOn(store, 'listCauses');
    alerter.start();
    await expect.poll(() => read.mock.calls.length, { timeout: 20_000 }).toBe(1);
    await problemOf(stuck('1', now));
    now += 2n * minute;
    alerter.wake();
    await expect.poll(() => taken.length, { timeout: 20_000 }).toBe(1);
    await alerter.stop();
  });

  it('of one channel wait for no other', async () => {
    const gone = 'gone: { type: webhook, url: "http://127.0.0.1:1/", secret_env: HOOK }';
    await open(hook().replace('ops:', `${gone}, ops:`));
    await problemOf(stuck('1', now));
    await later(2n * minute);
    expect(taken).toHaveLength(1);
    const { facts } = await store.facts({ kinds: ['alert.failed'], limit: 9 });
    expect(facts.map(({ subject, data }) => [subject, data['error']])).toEqual([
      ['gone', 'no connection (ECONNREFUSED)'],
    ]);
  });

  it('wait for the end of quiet hours, unless they are of what is told nevertheless', async () => {
    const quiet = 'quiet: { time_zone: Europe/Moscow, hours: 14:00-17:00';
    await open(`${hook()}\n${quiet} }`);
    await problemOf(stuck('1', now));
    await later(hour);
    expect(taken).toEqual([]);
    await open(`${hook()}\n${quiet}, except: [stuck] }`);
    await alerter.look();
    expect(taken).toHaveLength(1);
    await open(`${hook().replace('ops', 'other')}\n${quiet} }`);
    await later(hour);
    expect(taken).toHaveLength(2);
  });

  it('of a channel are of its situations and tenants alone', async () => {
    await open(hook(', tenants: [acme]'));
    await problemOf(stuck('1', now), stuck('2', now, 'acme'));
    await later(2n * minute);
    expect(taken.map(({ body }) => body.includes('"order_id":"1"'))).toEqual([false]);
    await open(hook(', situations: [lost]').replace('ops', 'other'));
    await alerter.look();
    expect(taken).toHaveLength(1);
  });

  it('of a channel with several tenants are of each tenant, also over a restart', async () => {
    const settings = hook(', tenants: [acme, retail]');
    await open(settings);
    await problemOf(stuck('1', now, 'acme'));
    await later(2n * minute);
    expect(taken).toHaveLength(1);
    await problemOf(stuck('2', now - hour, 'retail'));
    await open(settings);
    await later(2n * minute);
    expect(taken.map(({ body }) => body.includes('"order_id":"2"'))).toEqual([false, true]);
    await open(settings);
    await later(5n * hour);
    expect(taken).toHaveLength(2);
    expect(new Set(taken.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
  });

  it('that failed for one tenant are tried again without one of another', async () => {
    await open(hook(', tenants: [acme, retail]'));
    await problemOf(stuck('1', now, 'acme'), stuck('2', now, 'retail'));
    status = 500;
    await later(2n * minute);
    status = 204;
    for (let i = 0; i < 4; i++) await later(minute);
    const delivered = await store.facts({ kinds: ['alert.delivered'], limit: 9 });
    expect(delivered.facts.map(({ data }) => data['tenant_id']).sort()).toEqual(['acme', 'retail']);
  });

  describe('about an order of an earlier alert', () => {
    const withCause = (order: OrderState, change: Partial<OrderState['diagnosis'] & object>) => ({
      ...order,
      diagnosis: { ...order.diagnosis!, ...change },
    });

    it('are not sent again where other rules find another cause, also over a restart', async () => {
      await open(hook());
      const [one, two] = [stuck('1', now), stuck('2', now)];
      await problemOf(one, two);
      await later(2n * minute);
      await problemOf(withCause(one, { owner: 'shop-api' }), withCause(two, { owner: 'shop-api' }));
      await later(5n * hour);
      await open(hook());
      await later(5n * hour);
      expect(taken).toHaveLength(1);
    });

    it('are sent where another order has the cause too, or the situation changed', async () => {
      await open(hook());
      const one = stuck('1', now);
      await problemOf(one);
      await later(2n * minute);
      await problemOf(withCause(one, { owner: 'shop-api' }));
      await later(5n * hour);
      await problemOf(withCause(stuck('2', now), { owner: 'shop-api' }));
      await later(2n * minute);
      expect(taken).toHaveLength(2);
      await problemOf(withCause(one, { owner: 'shop-api', situation: 'lost', code: 'message_not_consumed' }));
      await later(5n * hour);
      expect(taken).toHaveLength(3);
    });

    it('are sent where the cause changed before anything was delivered', async () => {
      await open(hook());
      const one = stuck('1', now);
      await problemOf(one);
      status = 500;
      await later(2n * minute);
      status = 204;
      await problemOf(withCause(one, { owner: 'shop-api' }));
      await later(2n * minute);
      await later(2n * minute);
      expect(taken.map(({ body }) => body.includes('shop-api'))).toEqual([false, true]);
    });

    it('of another channel or tenant are sent', async () => {
      await open(hook(', tenants: [acme]'));
      const one = stuck('1', now, 'acme');
      await problemOf(one);
      await later(2n * minute);
      await problemOf(withCause(one, { owner: 'shop-api' }));
      await open(hook().replace('ops:', 'other:'));
      await later(2n * minute);
      expect(taken).toHaveLength(2);
    });
  });

  it('come to a chat as one text', async () => {
    await open('channels: { chat: { type: slack, url_env: CHAT, language: ru } }');
    await problemOf(stuck('1<b>', now));
    await later(2n * minute);
    const { text } = JSON.parse(taken[0]?.body ?? '{}') as { text: string };
    expect(text).toMatch(/^На этапе «На расчёте»/);
    expect(text).toContain('1&lt;b&gt;');
  });

  it('come by e-mail, with the password that the server asks for', async () => {
    const mails: string[] = [];
    const smtp = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === 'ordertrace' && password === 'word'
          ? done(null, { user: username })
          : done(new Error('wrong')),
      onData: (stream, _session, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          mails.push(Buffer.concat(parts).toString());
          done();
        });
      },
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const { port } = smtp.server.address() as AddressInfo;
    try {
      await open(
        `channels: { mail: { type: email, smtp: "smtp://127.0.0.1:${port}", user: ordertrace, password_env: PASS,
           from: a@example.com, to: [b@example.com, c@example.com] } }`,
      );
      await problemOf(stuck('1', now));
      await later(2n * minute);
      expect(mails).toHaveLength(1);
      expect(mails[0]).toMatch(/To: b@example.com, c@example.com/);
      expect(mails[0]).toMatch(/Orders with this cause: 1/);
      expect((await store.facts({ kinds: ['alert.delivered'], limit: 9 })).facts).toHaveLength(1);
    } finally {
      await new Promise<void>((resolve) => smtp.close(resolve));
    }
  });

  it.each([
    ['secret_env: NONE', /NONE/],
    ['secret_file: /nowhere', /nowhere/],
    ['secret_env: CHAT', /whsec_/],
  ])('are refused at start where a secret can not be used: %s', async (setting, message) => {
    const text = `channels: { ops: { type: webhook, url: "https://example.com", ${setting} } }`;
    await expect(open(text)).rejects.toThrow(message);
  });
});
