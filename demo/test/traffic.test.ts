import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boxSize, inspectMesh, readStl, StlError } from '@ordertrace/geometry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AddressInfo } from 'node:net';
import { Random } from '../src/random.js';
import { ApiClient, Refused } from '../src/traffic/api-client.js';
import { Availability, Unavailable } from '../src/traffic/availability.js';
import type { Buyer } from '../src/traffic/buyer.js';
import { inventCustomer } from '../src/traffic/invented-customer.js';
import { inventBadModel, inventModel } from '../src/traffic/invented-model.js';
import { OpenOrders } from '../src/traffic/open-orders.js';
import { planOrder } from '../src/traffic/order-plan.js';
import { Traffic } from '../src/traffic/traffic.js';
import type { Workshop } from '../src/traffic/workshop.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ordertrace-demo-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The services' rules, without the services. */
class Factory {
  readonly stages = new Map<string, string>();
  readonly ended = new Map<string, string>();
  isAway = false;
  time = 0;

  readonly buyer: Buyer = {
    place: async () => {
      this.#checkIn();
      const id = `T-${this.stages.size}`;
      this.stages.set(id, 'CREATED');
      return Promise.resolve(id);
    },
    sendModel: (id) => this.#move(id, ['CREATED'], 'CREATED'),
    submit: (id) => this.#move(id, ['CREATED'], 'SUBMITTED'),
    look: (id) => {
      this.#checkIn();
      const stage = this.stages.get(id);
      if (stage === undefined) return Promise.reject(new Refused('look', 404, 'NOT_FOUND'));
      return Promise.resolve(stage);
    },
    approve: (id) => this.#move(id, ['PRICED'], 'APPROVED'),
    cancel: (id) => this.#move(id, ['CREATED', 'SUBMITTED', 'PRICED', 'APPROVED'], 'CANCELLED'),
    close: (id) => this.#move(id, ['SHIPPED'], 'CLOSED'),
  };

  readonly workshop: Workshop = {
    claim: (id) => this.#move(id, ['APPROVED'], 'IN_PRODUCTION'),
    complete: (id) => this.#move(id, ['IN_PRODUCTION'], 'PRODUCED'),
    pack: (id) => this.#move(id, ['PRODUCED'], 'PACKED'),
    ship: (id) => this.#move(id, ['PACKED'], 'SHIPPED'),
  };

  /** The work of the machines. */
  price(isGood: (orderId: string) => boolean): void {
    for (const [id, stage] of this.stages) {
      if (stage === 'SUBMITTED') this.stages.set(id, isGood(id) ? 'PRICED' : 'REJECTED');
    }
  }

  #move(id: string, from: readonly string[], to: string): Promise<void> {
    this.#checkIn();
    const stage = this.stages.get(id);
    if (stage === undefined) return Promise.reject(new Refused('move', 404, 'NOT_FOUND'));
    if (!from.includes(stage)) return Promise.reject(new Refused('move', 409, 'WRONG_STAGE'));
    this.stages.set(id, to);
    return Promise.resolve();
  }

  #checkIn(): void {
    if (this.isAway) throw new Unavailable('Test API', 1000);
  }
}

const seed = 4;

function trafficAt(factory: Factory, reports: string[] = []): { traffic: Traffic; orders: OpenOrders } {
  const orders = new OpenOrders(folder);
  const traffic = new Traffic({
    seed,
    rate: 20,
    orders,
    buyers: new Map([['retail', factory.buyer]]),
    workshop: factory.workshop,
    now: () => factory.time,
    report: (message) => reports.push(message),
  });
  return { traffic, orders };
}

async function live(factory: Factory, traffic: Traffic, seconds: number): Promise<void> {
  for (const until = factory.time + seconds * 1000; factory.time < until; factory.time += 250) {
    await traffic.tick();
    factory.price((id) => planOrder(seed, Number(id.slice(2))).intent !== 'bad_model');
  }
}

const ending: Record<string, string> = {
  close: 'CLOSED',
  bad_model: 'REJECTED',
  cancel_before_submit: 'CANCELLED',
  cancel_when_priced: 'CANCELLED',
  never_pay: 'PRICED',
};

describe('the traffic', () => {
  it('brings every order to the end that its plan says, within two minutes or so', async () => {
    const factory = new Factory();
    const { traffic } = trafficAt(factory);
    await live(factory, traffic, 360);
    const placed = [...factory.stages.keys()];
    expect(placed.length).toBeGreaterThan(80);
    for (const id of placed.slice(0, -60)) {
      expect(factory.stages.get(id), id).toBe(ending[planOrder(seed, Number(id.slice(2))).intent]);
    }
    expect(new Set(factory.stages.values())).toContain('REJECTED');
  });

  it('waits while a service is away, and goes on', async () => {
    const factory = new Factory();
    const { traffic } = trafficAt(factory);
    await live(factory, traffic, 30);
    factory.isAway = true;
    await live(factory, traffic, 60);
    const before = factory.stages.size;
    factory.isAway = false;
    await live(factory, traffic, 150);
    expect(factory.stages.size).toBeGreaterThan(before);
    expect(factory.stages.get('T-0')).toBe(ending[planOrder(seed, 0).intent]);
  });

  it('goes on with its orders after a restart', async () => {
    const factory = new Factory();
    const { traffic } = trafficAt(factory);
    await live(factory, traffic, 25);
    const open = [...factory.stages].filter(([, stage]) => stage !== 'CLOSED').map(([id]) => id);
    expect(open.length).toBeGreaterThan(1);
    const second = trafficAt(factory);
    await live(factory, second.traffic, 150);
    for (const id of open) {
      expect(factory.stages.get(id)).toBe(ending[planOrder(seed, Number(id.slice(2))).intent]);
    }
    expect(second.orders.nextNumber).toBe(factory.stages.size);
  });

  it('never touches an order that somebody else placed', async () => {
    const factory = new Factory();
    factory.stages.set('mine', 'APPROVED');
    const { traffic } = trafficAt(factory);
    await live(factory, traffic, 60);
    expect(factory.stages.get('mine')).toBe('APPROVED');
  });

  it('forgets orders that the services no longer know', async () => {
    const factory = new Factory();
    const { traffic } = trafficAt(factory);
    await live(factory, traffic, 20);
    factory.stages.clear();
    const reports: string[] = [];
    await live(factory, trafficAt(factory, reports).traffic, 0.25);
    const { orders } = trafficAt(factory);
    await live(factory, trafficAt(factory).traffic, 60);
    expect(orders.due(Infinity).every(({ orderId }) => orderId.startsWith('T-'))).toBe(true);
    expect(reports).toEqual([]);
  });
});

async function isSoundAndFits(bytes: Uint8Array): Promise<boolean> {
  try {
    const inspection = inspectMesh((await readStl([bytes])).mesh);
    return inspection.sound && Math.max(...boxSize(inspection.measures.boundingBox)) < 180;
  } catch (error) {
    if (error instanceof StlError) return false;
    throw error;
  }
}

describe('invented things', () => {
  it('are good models, or bad ones whose fault is found', async () => {
    for (let i = 0; i < 12; i++) {
      const good = await readStl([inventModel(new Random(`good ${i}`))]);
      expect(inspectMesh(good.mesh)).toMatchObject({ sound: true });
      expect(await isSoundAndFits(inventBadModel(new Random(`bad ${i}`)))).toBe(false);
    }
  });

  it('are customers whom nobody can write to or call', () => {
    for (let i = 0; i < 50; i++) {
      const customer = inventCustomer(new Random(`${i}`));
      expect(customer.email).toMatch(/@example\.com$/u);
      expect(customer.phone).toMatch(/^\+7 000 /u);
    }
  });
});

describe('an API client', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  const reports: string[] = [];
  afterEach(() => void reports.splice(0));

  function clientOf(base: string): ApiClient {
    const availability = new Availability('Test API', (message) => reports.push(message));
    return new ApiClient({ base, availability, signal: new AbortController().signal });
  }

  async function answering(status: number, headers: Record<string, string> = {}): Promise<ApiClient> {
    const server = createServer((_, response) => {
      response.writeHead(status, headers).end('{"code":"WRONG_STAGE"}');
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return clientOf(`http://127.0.0.1:${port}`);
  }

  it('tells a refusal with its code', async () => {
    const api = await answering(409);
    await expect(api.call('POST', '/x')).rejects.toMatchObject({ status: 409, code: 'WRONG_STAGE' });
  });

  it('leaves an overloaded service alone for as long as it asks for', async () => {
    const api = await answering(429, { 'retry-after': '7' });
    await expect(api.call('GET', '/x')).rejects.toMatchObject({ retryAfterMs: 7000 });
    servers[0]?.close();
    const again = api.call('GET', '/x');
    await expect(again).rejects.toBeInstanceOf(Unavailable);
    await expect(again).rejects.toHaveProperty('retryAfterMs', expect.any(Number));
  });

  it('takes a service that is not there as away, and tells it once', async () => {
    const api = clientOf('http://127.0.0.1:1');
    await expect(api.call('GET', '/x')).rejects.toBeInstanceOf(Unavailable);
    await expect(api.call('GET', '/x')).rejects.toBeInstanceOf(Unavailable);
    expect(reports).toEqual(['Test API does not answer; the demonstration goes on when it does.']);
  });
});
