import { createHash } from 'node:crypto';
import { randomOf } from './random.js';
import type { App } from './story.js';

/** Who plays the situations: the services' names, and how queues and hosts are named. */
export interface Cast {
  readonly seed: number;
  readonly shop: App;
  readonly billing: App;
  readonly shipping: App;
  readonly stock: App;
  readonly mailer: App;
  /** The name of a queue or topic of one situation. */
  placeName(word: string, key: string): string;
  hostName(word: string, key: string): string;
}

function appOf(name: string): App {
  return { name };
}

/** The names of the corpus: readable, the same in each run. */
const written: Cast = {
  seed: 0,
  shop: appOf('shop'),
  billing: appOf('billing'),
  shipping: appOf('shipping'),
  stock: appOf('stock'),
  mailer: appOf('mailer'),
  placeName: (word, key) => `${word}-${key}`,
  hostName: (word, key) => `${word}-${key}`,
};

const shops = ['storefront', 'Checkout.Api', 'web_shop', 'order-intake'] as const;
const billings = ['payments', 'ledger-svc', 'Billing.Worker', 'invoice_service'] as const;
const shippings = ['fulfilment', 'wms', 'Dispatch.Service', 'parcel-worker'] as const;
const stocks = ['inventory', 'stock-svc', 'Warehouse.Api', 'reservations'] as const;
const mailers = ['notifications', 'mail-svc', 'Customer.Notify', 'outbound_messages'] as const;
const placeShapes = [
  (word: string, tail: string) => `${word}.${tail}.v1`,
  (word: string, tail: string) => `prod-${tail}-${word}`,
  (word: string, tail: string) => `${word}_${tail}`,
  (word: string, tail: string) => `acme/${word}/${tail}`,
] as const;

const hostShapes = [
  (word: string, tail: string) => `${word}.${tail}.svc.cluster.local`,
  (word: string, tail: string) => `${word}-${tail}`,
  (word: string, tail: string) => `api-${tail}.${word}.internal`,
] as const;

/** Seed 0 is the corpus as it is written; each other seed has services, queues, and numbers of its own. */
export function castOf(seed: number): Cast {
  if (seed === 0) return written;
  const random = randomOf(`cast ${seed}`);
  const shape = random.pick(placeShapes);
  const hostShape = random.pick(hostShapes);
  const tailOf = (key: string) => createHash('sha256').update(`${seed} ${key}`).digest('hex').slice(0, 6);
  return {
    seed,
    shop: appOf(random.pick(shops)),
    billing: appOf(random.pick(billings)),
    shipping: appOf(random.pick(shippings)),
    stock: appOf(random.pick(stocks)),
    mailer: appOf(random.pick(mailers)),
    placeName: (word, key) => shape(word, tailOf(key)),
    hostName: (word, key) => hostShape(word, tailOf(key)),
  };
}
