import { createHash } from 'node:crypto';

/** The text of a response, and its weak entity tag (RFC 9110). */
export interface Answer {
  readonly text: string;
  readonly tag: string;
}

interface KeptAnswer {
  readonly version: string;
  readonly answer: Promise<Answer>;
  bytes: number;
}

export interface AnswerBounds {
  readonly mostBytes: number;
  readonly mostAnswers: number;
}

const defaultBounds: AnswerBounds = { mostBytes: 32 << 20, mostAnswers: 1000 };

/**
 * The latest answers, with the version of the data that they were computed from. Concurrent equal questions
 * share one computation. The most recently used answers stay.
 */
export class AnswerMemory {
  readonly #bounds: AnswerBounds;
  readonly #kept = new Map<string, KeptAnswer>();
  #bytes = 0;

  constructor(bounds: AnswerBounds = defaultBounds) {
    this.#bounds = bounds;
  }

  /**
   * The answer to `question`, a text that names everything the answer depends on besides the data. `compute`
   * runs unless the kept answer has this version; always for the version `undefined`.
   */
  async answer(
    { question, version }: { readonly question: string; readonly version: string | undefined },
    compute: () => Promise<string>,
  ): Promise<Answer> {
    const answered = async () => answerOf(question, await compute());
    if (version === undefined) return answered();
    const before = this.#kept.get(question);
    if (before?.version === version) {
      this.#keep(question, before);
      return before.answer;
    }
    const added: KeptAnswer = { version, answer: answered(), bytes: 0 };
    this.#keep(question, added);
    try {
      const answer = await added.answer;
      if (this.#kept.get(question) === added) this.#measure(question, added, answer);
      return answer;
    } catch (error) {
      if (this.#kept.get(question) === added) this.#drop(question);
      throw error;
    }
  }

  /** Forgets all answers, also those that are being computed. */
  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #keep(question: string, kept: KeptAnswer): void {
    this.#drop(question);
    this.#kept.set(question, kept);
    this.#bytes += kept.bytes;
    this.#bound();
  }

  #measure(question: string, kept: KeptAnswer, { text }: Answer): void {
    kept.bytes = 2 * (question.length + text.length);
    this.#bytes += kept.bytes;
    this.#bound();
  }

  #bound(): void {
    const { mostBytes, mostAnswers } = this.#bounds;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= mostBytes && this.#kept.size <= mostAnswers) return;
      this.#drop(oldest);
    }
  }

  #drop(question: string): void {
    this.#bytes -= this.#kept.get(question)?.bytes ?? 0;
    this.#kept.delete(question);
  }
}

/** The question is part of the tag, so that the same text for another caller has another tag. */
function answerOf(question: string, text: string): Answer {
  const hash = createHash('sha256').update(`${question}\n${text}`).digest('base64url').slice(0, 27);
  return { text, tag: `W/"${hash}"` };
}
