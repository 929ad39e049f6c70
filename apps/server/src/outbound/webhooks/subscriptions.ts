import { allPages } from '@ordertrace/conventions';
import { randomBytes, randomUUID } from 'node:crypto';
import type { EpochNanos, Fact, JsonValue } from '@ordertrace/model';
import type { Facts } from '@ordertrace/store';
import { ApiError } from '../../http/errors.js';
import { afterFact, subscriptionKinds, type Subscription } from './subscription.js';

const pageSize = 1000;
const atMostOfTenant = 10;
const systemActor = 'system';

export interface NewSubscription {
  readonly tenantId: string;
  readonly url: string;
  readonly milestones: readonly string[];
}

/** All subscriptions, folded from facts at the start; every change is stored as a fact first. */
export class Subscriptions {
  readonly #store: Facts;
  readonly #now: () => EpochNanos;
  readonly #byId = new Map<string, Subscription>();

  private constructor(store: Facts, now: () => EpochNanos) {
    this.#store = store;
    this.#now = now;
  }

  static async open(store: Facts, now: () => EpochNanos): Promise<Subscriptions> {
    const subscriptions = new Subscriptions(store, now);
    const query = { kinds: Object.values(subscriptionKinds), limit: pageSize };
    for await (const { facts } of allPages((from) => store.facts({ ...query, ...from })))
      for (const fact of facts) subscriptions.#fold(fact);
    return subscriptions;
  }

  /** The subscriptions of a tenant, oldest first. */
  ofTenant(tenantId: string): readonly Subscription[] {
    return [...this.#byId.values()].filter((one) => one.tenantId === tenantId);
  }

  /** The subscriptions that receive events. */
  active(): readonly Subscription[] {
    return [...this.#byId.values()].filter((one) => one.disabled === undefined);
  }

  get(id: string): Subscription | undefined {
    return this.#byId.get(id);
  }

  /** @throws ApiError 409 if the tenant has too many */
  async create({ tenantId, url, milestones }: NewSubscription, actor: string): Promise<Subscription> {
    if (this.ofTenant(tenantId).length >= atMostOfTenant)
      throw new ApiError(409, 'too_many_webhooks', {
        message: `There are ${atMostOfTenant} webhooks already. Delete one first.`,
      });
    const id = `wh_${randomBytes(12).toString('base64url')}`;
    const data = { url, milestones: [...milestones] };
    const created = await this.#add({ kind: subscriptionKinds.created, id, tenantId, actor, data });
    if (created === undefined) throw new Error('A webhook that was made is none.');
    return created;
  }

  async remove({ id, tenantId }: Subscription, actor: string): Promise<void> {
    await this.#add({ kind: subscriptionKinds.removed, id, tenantId, actor });
  }

  /** Rotates the secret; the previous one stays valid for a day. */
  async rotate({ id, tenantId }: Subscription, actor: string): Promise<Subscription | undefined> {
    return this.#add({ kind: subscriptionKinds.rotated, id, tenantId, actor });
  }

  async enable({ id, tenantId }: Subscription, actor: string): Promise<Subscription | undefined> {
    return this.#add({ kind: subscriptionKinds.enabled, id, tenantId, actor });
  }

  async disable({ id, tenantId }: Subscription, reason: string): Promise<void> {
    const data = { reason };
    await this.#add({ kind: subscriptionKinds.disabled, id, tenantId, actor: systemActor, data });
  }

  async #add(change: {
    readonly kind: string;
    readonly id: string;
    readonly tenantId: string;
    readonly actor: string;
    readonly data?: Readonly<Record<string, JsonValue>>;
  }): Promise<Subscription | undefined> {
    const { kind, id: subject, tenantId, actor, data = {} } = change;
    const timeNanos = this.#now();
    const fact: Fact = {
      id: randomUUID(),
      kind,
      subject,
      tenantId,
      orderId: '',
      actor,
      timeNanos,
      data,
    };
    await this.#store.appendFacts([fact]);
    return this.#fold(fact);
  }

  #fold(fact: Fact): Subscription | undefined {
    const after = afterFact(this.#byId.get(fact.subject), fact);
    if (after === undefined) this.#byId.delete(fact.subject);
    else this.#byId.set(fact.subject, after);
    return after;
  }
}
