import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Journey } from '@ordertrace/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, placeOrder, settledJourney, shopOrder, walkToTheEnd } from './support/order-walk.js';
import { startSystem, type System } from './support/system.js';

/** Folders of the data where customers' data belongs: the services' databases and their models. */
const allowed = ['postgres', 'models'];

describe('what a customer gave, and what an order costs', () => {
  let system: System;
  let journey: Journey;
  let price: string;
  beforeAll(async () => {
    system = await startSystem();
    const orderId = await placeOrder(system);
    await walkToTheEnd(system, orderId);
    journey = await settledJourney(system, orderId);
    price = (await shopOrder(system, orderId)).price?.amount ?? '';
  });
  afterAll(() => system.dispose());

  const secrets = () => [...Object.values(customer), 'bank-1', price];

  it('is in the shop', () => {
    expect(Number(price)).toBeGreaterThan(0);
  });

  it('is in no answer about the order', () => {
    const text = JSON.stringify(journey);
    expect(journey.logs.length).toBeGreaterThan(10);
    for (const secret of secrets()) expect(text).not.toContain(secret);
  });

  it('is in no log and no file of telemetry', async () => {
    await system.stop();
    const files = await readdir(system.data, { recursive: true, withFileTypes: true });
    const searched: string[] = [];
    for (const file of files) {
      const path = join(file.parentPath, file.name);
      const name = relative(system.data, path);
      if (!file.isFile() || allowed.some((folder) => name.startsWith(folder))) continue;
      const content = await readFile(path, 'latin1');
      searched.push(name);
      for (const secret of secrets()) expect(content.includes(secret), `${secret} in ${name}`).toBe(false);
    }
    expect(searched.filter((name) => name.startsWith('logs')).length).toBeGreaterThanOrEqual(4);
    expect(searched.some((name) => name.startsWith('server') || name.includes('store'))).toBe(true);
    expect(system.output()).not.toContain(customer.email);
  });
});
