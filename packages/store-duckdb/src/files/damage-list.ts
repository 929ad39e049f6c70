import type { StoreDamage } from '@ordertrace/store';

/** The damage that is known at present, each place once. */
export class DamageList {
  readonly #damage = new Map<string, StoreDamage>();

  note(damage: StoreDamage): void {
    this.#damage.set(`${damage.file}\n${damage.detail}`, damage);
  }

  /** Forgets what was known of a file, when it is whole again or removed. */
  forget(file: string): void {
    for (const [key, damage] of this.#damage) if (damage.file === file) this.#damage.delete(key);
  }

  get all(): readonly StoreDamage[] {
    return [...this.#damage.values()];
  }

  /** Whether answers may lack records. */
  get isIncomplete(): boolean {
    return this.all.some(({ isIncomplete }) => isIncomplete);
  }
}
