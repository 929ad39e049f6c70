import type { OrderRef } from '@ordertrace/model';
import type { Keeping } from '@ordertrace/store';
import { orderHash } from '../bytes/hash.js';

const ruleBits = 5;
const rank: Record<Keeping, number> = { all: 2, skeleton: 1, nothing: 0 };

/** An order and its rule as one number: the hash of its ID, 27 bits of the tenant's hash, the rule. */
export function orderRuleKey({ tenantId, orderId }: OrderRef, rule: number): bigint {
  const low = ((orderHash(tenantId) >>> ruleBits) << ruleBits) | rule;
  return (BigInt(orderHash(orderId)) << 32n) | BigInt(low >>> 0);
}

/**
 * The rules of very many orders, in 8 bytes for each. If two orders collide, the rule that keeps more
 * applies.
 */
export class OrderRules {
  readonly #words: Uint32Array;
  readonly #length: number;
  readonly #keeps: readonly Keeping[];

  /** `keys` must be sorted. */
  constructor(keys: BigUint64Array, keeps: readonly Keeping[]) {
    this.#words = new Uint32Array(keys.buffer, keys.byteOffset, keys.length * 2);
    this.#length = keys.length;
    this.#keeps = keeps;
  }

  keep(rule: number): Keeping {
    return this.#keeps[rule] ?? 'all';
  }

  /** The rule of an order. Without tenant, it is the rule of all orders with this ID. */
  ofOrder({ tenantId, orderId }: OrderRef): number | undefined {
    const tenant = tenantId === '' ? undefined : orderHash(tenantId) >>> ruleBits;
    return this.#ofHash(orderHash(orderId), tenant);
  }

  /** The rule of all orders whose IDs have this hash. */
  ofHash(hash: number): number | undefined {
    return this.#ofHash(hash, undefined);
  }

  #ofHash(hash: number, tenant: number | undefined): number | undefined {
    let found: number | undefined;
    for (let at = this.#first(hash); at < this.#length && this.#words[at * 2 + 1] === hash; at++) {
      const low = this.#words[at * 2] ?? 0;
      if (tenant === undefined || low >>> ruleBits === tenant)
        found = this.most(found, low & ((1 << ruleBits) - 1));
    }
    return found;
  }

  /** The one of two rules that keeps more. */
  most(a: number | undefined, b: number): number {
    if (a === undefined) return b;
    const [more, less] = [rank[this.keep(a)], rank[this.keep(b)]];
    return more > less || (more === less && a < b) ? a : b;
  }

  #first(hash: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#words[middle * 2 + 1] ?? 0) < hash) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
