import type { OrderRef } from '@ordertrace/model';

/** What changed, as the projection and the watch find out. */
export interface ChangeNote {
  readonly orders: readonly OrderRef[];
  /** Whether problems changed. */
  readonly problems: boolean;
}

type Listener = (note: ChangeNote) => void;

/** Hands on what changed to whoever looks; nothing is kept for who comes later. */
export class LiveChanges {
  readonly #listeners = new Set<Listener>();

  note(note: ChangeNote): void {
    if (note.orders.length === 0) return;
    for (const listener of this.#listeners) listener(note);
  }

  /** Gives back what ends it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}
