import { orderRefText, type OrderRef } from '@ordertrace/model';
import type { Records } from './decode-page.js';
import type { Dictionaries, Shape } from './shape.js';

/** Maps indexes of a batch or page to the merged ones. */
export interface Translation {
  readonly texts: readonly number[];
  readonly resources: readonly number[];
  readonly scopes: readonly number[];
  readonly orders: readonly number[];
  readonly dictionaries: MergedDictionaries;
}

class Numbered<T> {
  readonly items: T[] = [];
  readonly #numbers = new Map<string | number, number>();

  number(key: string | number, item: T): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.items.length);
    return this.items.push(item) - 1;
  }
}

/** The merged dictionaries of many batches or pages. */
export class MergedDictionaries implements Dictionaries {
  readonly #texts = new Numbered<string>();
  readonly #resources = new Numbered<Uint8Array>();
  readonly #scopes = new Numbered<Uint8Array>();
  readonly #orders = new Numbered<OrderRef>();
  readonly #operations = new Numbered<null>();
  readonly #origins = new Numbered<null>();
  readonly #shapes = new Numbered<Shape>();
  readonly #orderSets = new Numbered<readonly number[]>();
  readonly #setsOfOne: number[] = [];
  readonly texts = this.#texts.items;
  readonly resources = this.#resources.items;
  readonly scopes = this.#scopes.items;
  readonly orders = this.#orders.items;
  readonly shapes = this.#shapes.items;
  readonly orderSets = this.#orderSets.items;

  constructor() {
    this.#texts.number('', '');
    this.#orderSets.number('', []);
  }

  translate(batch: Records): Translation {
    return {
      texts: batch.texts.map((text) => this.#texts.number(text, text)),
      resources: batch.resources.map((bytes) => this.#resources.number(bytesKey(bytes), bytes)),
      scopes: batch.scopes.map((bytes) => this.#scopes.number(bytesKey(bytes), bytes)),
      orders: batch.orders.map((order) => this.#orders.number(orderRefText(order), order)),
      dictionaries: this,
    };
  }

  shape(shape: Shape): number {
    const { kind, status, statusCode, service, name, resource, scope } = shape;
    const operation = this.#operations.number(
      numberPair(numberPair(service, name), statusCode * 4 + status),
      null,
    );
    const origin = this.#origins.number(numberPair(numberPair(resource, scope), kind), null);
    return this.#shapes.number(numberPair(operation, origin), shape);
  }

  setOfOne(order: number): number {
    return (this.#setsOfOne[order] ??= this.#orderSets.number(order, [order]));
  }

  orderSet(orders: readonly number[]): number {
    return this.#orderSets.number(orders.join(), orders);
  }
}

/** One key for two numbers: a number if both are small, else a text. */
function numberPair(a: number | string, b: number): number | string {
  return typeof a === 'number' && a < 0x400_0000 && b < 0x400_0000 ? a * 0x400_0000 + b : `${a},${b}`;
}

function bytesKey(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
