import type { OrderRef } from '@ordertrace/model';

/** A change, as reported by the fold and the watch. */
export interface ChangeNote {
  readonly orders: readonly OrderRef[];
  /** Whether problems changed. */
  readonly problems: boolean;
  /** Whether something was erased: orders that were noted before must not be named. */
  readonly erased?: boolean;
}

type Listener = (note: ChangeNote) => void;

/** Passes changes to the current listeners; nothing is kept for later ones. */
export class LiveChanges {
  readonly #listeners = new Set<Listener>();

  note(note: ChangeNote): void {
    if (note.orders.length === 0) return;
    for (const listener of this.#listeners) listener(note);
  }

  /** Makes listeners drop what they gathered, and look at everything again. */
  forget(): void {
    for (const listener of this.#listeners) listener({ orders: [], problems: true, erased: true });
  }

  /** Returns a function that removes the listener. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}
