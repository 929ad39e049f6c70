import type { StoreDamage } from '@ordertrace/store';

/** The known damage, without duplicates. */
export class DamageList {
  readonly #damage = new Map<string, StoreDamage>();

  note(damage: StoreDamage): void {
    this.#damage.set(`${damage.file}\n${damage.detail}`, damage);
  }

  /** Removes the entries of a file that is intact again or deleted. */
  forget(file: string): void {
    for (const [key, damage] of this.#damage) if (damage.file === file) this.#damage.delete(key);
  }

  get all(): readonly StoreDamage[] {
    return [...this.#damage.values()];
  }

  /** Whether results may lack records. */
  get isIncomplete(): boolean {
    return this.all.some(({ isIncomplete }) => isIncomplete);
  }
}
