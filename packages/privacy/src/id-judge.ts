import { createHmac } from 'node:crypto';
import { pseudonymOf } from '@ordertrace/conventions';
import type { Detector, Finding } from './detectors.js';
import { IdForms } from './id-forms.js';

/** The verdict on an ID: keep it, replace it by a pseudonym, or remove it. */
export interface IdVerdict {
  readonly id: string | undefined;
  /** Why it must not be kept. */
  readonly detector?: Detector;
}

const cardLong = /^\d{12,19}$/;
const mostRemembered = 10_000;
const longestRemembered = 256;

/**
 * Judges IDs of orders, tenants and messages. An ID that is personal data gets a keyed pseudonym. Equal IDs
 * get equal pseudonyms under the same key, and different IDs different ones, so no two orders are joined.
 */
export class IdJudge {
  readonly #key: Uint8Array | undefined;
  readonly #find: (id: string) => Finding | undefined;
  /** What was found in the latest IDs. The records of an order repeat its ID. */
  readonly #found = new Map<string, Finding | undefined>();
  readonly #forms = new IdForms();
  /** IDs with a pseudonym keep it, even if later IDs of the tenant show that their form is usual. */
  readonly #replaced = new Set<string>();

  constructor(key: Uint8Array | undefined, find: (id: string) => Finding | undefined) {
    this.#key = key;
    this.#find = find;
  }

  /** Learns from a known ID. */
  saw(tenant: string, id: string): void {
    if (cardLong.test(id)) this.#forms.saw(tenant, id);
  }

  judge(tenant: string, id: string): IdVerdict {
    this.saw(tenant, id);
    const found = this.#findingIn(id);
    if (found === undefined || (found.detector === 'card' && this.#mayStay(tenant, id))) return { id };
    if (this.#replaced.size >= mostRemembered) this.#replaced.clear();
    this.#replaced.add(`${tenant}\n${id}`);
    return { id: this.pseudonym(id), detector: found.detector };
  }

  /** `undefined` without a key: a constant replacement would be the same for all IDs. */
  pseudonym(id: string): string | undefined {
    if (this.#key === undefined) return undefined;
    return pseudonymOf(createHmac('sha256', this.#key).update(id).digest());
  }

  /** Removes the IDs from memory, so that erased ones do not stay there. */
  forget(): void {
    this.#found.clear();
  }

  #findingIn(id: string): Finding | undefined {
    if (id.length > longestRemembered) return this.#find(id);
    const known = this.#found.get(id);
    if (known !== undefined || this.#found.has(id)) return known;
    const found = this.#find(id);
    if (this.#found.size >= mostRemembered) this.#found.clear();
    this.#found.set(id, found);
    return found;
  }

  #mayStay(tenant: string, id: string): boolean {
    return cardLong.test(id) && !this.#replaced.has(`${tenant}\n${id}`) && this.#forms.isUsual(tenant, id);
  }
}
