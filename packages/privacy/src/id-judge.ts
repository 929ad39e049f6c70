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

/**
 * Judges IDs of orders, tenants and messages. An ID that is personal data gets a keyed pseudonym. Equal IDs
 * get equal pseudonyms under the same key, and different IDs different ones, so no two orders are joined.
 */
export class IdJudge {
  readonly #key: Uint8Array | undefined;
  readonly #find: (id: string) => Finding | undefined;
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
    const found = this.#find(id);
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

  #mayStay(tenant: string, id: string): boolean {
    return cardLong.test(id) && !this.#replaced.has(`${tenant}\n${id}`) && this.#forms.isUsual(tenant, id);
  }
}
