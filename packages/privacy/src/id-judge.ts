import { createHmac } from 'node:crypto';
import { pseudonymOf } from '@ordertrace/conventions';
import type { Detector, Finding } from './detectors.js';
import { IdForms } from './id-forms.js';

/** What becomes of an id: it stays, or a pseudonym takes its place, or nothing does. */
export interface IdVerdict {
  readonly id: string | undefined;
  /** Why it may not stay. */
  readonly detector?: Detector;
}

const cardLong = /^\d{12,19}$/;
const mostRemembered = 10_000;

/**
 * Judges ids of orders, tenants and messages. One that is personal data gets a pseudonym by a key: the same for the
 * same id wherever it is made with this key, and different for different ids, so that no two orders become one.
 */
export class IdJudge {
  readonly #key: Uint8Array | undefined;
  readonly #find: (id: string) => Finding | undefined;
  readonly #forms = new IdForms();
  /** Ids that got a pseudonym keep it, although the tenant's later ids show that their form is usual. */
  readonly #replaced = new Set<string>();

  constructor(key: Uint8Array | undefined, find: (id: string) => Finding | undefined) {
    this.#key = key;
    this.#find = find;
  }

  /** Learns from ids that are known to be some. */
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

  /** Undefined where there is no key: whatever stood in its place would be the same for all ids. */
  pseudonym(id: string): string | undefined {
    if (this.#key === undefined) return undefined;
    return pseudonymOf(createHmac('sha256', this.#key).update(id).digest());
  }

  #mayStay(tenant: string, id: string): boolean {
    return cardLong.test(id) && !this.#replaced.has(`${tenant}\n${id}`) && this.#forms.isUsual(tenant, id);
  }
}
