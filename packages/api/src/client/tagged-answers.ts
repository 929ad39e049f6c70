export interface TaggedAnswer {
  /** The entity tag of the response. */
  readonly tag: string;
  readonly body: unknown;
}

/** The latest answers with an entity tag, by question. The most recently used ones stay. */
export class TaggedAnswers {
  readonly #most: number;
  readonly #answers = new Map<string, TaggedAnswer>();

  constructor(most = 100) {
    this.#most = most;
  }

  get(question: string): TaggedAnswer | undefined {
    return this.#answers.get(question);
  }

  keep(question: string, answer: TaggedAnswer): void {
    this.#answers.delete(question);
    this.#answers.set(question, answer);
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#most) return;
      this.#answers.delete(oldest);
    }
  }
}
