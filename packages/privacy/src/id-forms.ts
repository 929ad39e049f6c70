import { isCard } from './checksums.js';

/** The least number of different IDs that define a form. Later ones change nothing. */
const leastIds = 8;
const mostIds = 64;
const mostForms = 1000;
/**
 * IDs with a common prefix of this length are sequential numbers: cards of one bank share eight digits at
 * most.
 */
const countedPrefix = 10;

/**
 * Learns the form of the long numbers that a tenant uses as IDs. So it distinguishes card numbers from order
 * numbers that pass a card's check by chance: one in ten numbers passes it, and all cards do.
 */
export class IdForms {
  readonly #forms = new Map<string, Set<string>>();

  /** Records an ID that is a number as long as a card's. */
  saw(tenant: string, id: string): void {
    const form = formOf(tenant, id);
    let ids = this.#forms.get(form);
    if (ids === undefined) {
      if (this.#forms.size >= mostForms) this.#forms.clear();
      this.#forms.set(form, (ids = new Set()));
    }
    if (ids.size < mostIds) ids.add(id);
  }

  /** Whether the tenant has enough IDs of this form, and they are no cards. */
  isUsual(tenant: string, id: string): boolean {
    const ids = [...(this.#forms.get(formOf(tenant, id)) ?? [])];
    if (ids.length < leastIds) return false;
    const cards = ids.filter(isCard).length;
    return cards * 2 <= ids.length || ids.every((one) => one.startsWith(id.slice(0, countedPrefix)));
  }
}

function formOf(tenant: string, id: string): string {
  return `${id.length} ${tenant}`;
}
