import { isCard } from './checksums.js';

/** So many different ids of a form say what the form is; later ones change nothing. */
const leastIds = 8;
const mostIds = 64;
const mostForms = 1000;
/** Ids that begin alike for so long are counted up: cards of one bank share eight digits at most. */
const countedPrefix = 10;

/**
 * Learns which long numbers a tenant uses as ids, and so distinguishes order numbers that pass a card's check by chance
 * from cards: one in ten numbers passes it, and all cards do.
 */
export class IdForms {
  readonly #forms = new Map<string, Set<string>>();

  /** Notes an id that is a number as long as a card's. */
  saw(tenant: string, id: string): void {
    const form = formOf(tenant, id);
    let ids = this.#forms.get(form);
    if (ids === undefined) {
      if (this.#forms.size >= mostForms) this.#forms.clear();
      this.#forms.set(form, (ids = new Set()));
    }
    if (ids.size < mostIds) ids.add(id);
  }

  /** Whether the tenant's ids mostly have the form of this number, and are no cards. */
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
