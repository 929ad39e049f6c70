/** The service is away or overloaded; it may be asked again after a while. */
export class Unavailable extends Error {
  readonly retryAfterMs: number;

  constructor(service: string, retryAfterMs: number, cause?: unknown) {
    super(`${service} does not answer`, { cause });
    this.name = 'Unavailable';
    this.retryAfterMs = retryAfterMs;
  }
}

const firstPauseMs = 1000;
const longestPauseMs = 30_000;

/** Whether a service can be asked now; shared by all who ask it. While it is away it is asked ever more seldom. */
export class Availability {
  readonly #service: string;
  readonly #tell: (message: string) => void;
  #pauseMs = 0;
  #pausedUntil = 0;

  /** `service` names it to people; `tell` is called once when it goes away. */
  constructor(service: string, tell: (message: string) => void) {
    this.#service = service;
    this.#tell = tell;
  }

  /** Throws `Unavailable` while it should be left alone. */
  check(): void {
    const waitMs = this.#pausedUntil - Date.now();
    if (waitMs > 0) throw new Unavailable(this.#service, waitMs);
  }

  answered(): void {
    this.#pauseMs = 0;
  }

  /** It did not answer, or asked to be left alone for so long (0: it did not say). The error is for throwing. */
  failed(retryAfterMs: number, cause: unknown): Unavailable {
    const isNew = this.#pauseMs === 0;
    this.#pauseMs = Math.min(Math.max(this.#pauseMs * 2, firstPauseMs), longestPauseMs);
    const pauseMs = retryAfterMs > 0 ? retryAfterMs : this.#pauseMs;
    this.#pausedUntil = Date.now() + pauseMs;
    const error = new Unavailable(this.#service, pauseMs, cause);
    if (isNew) this.#tell(`${error.message}; the demonstration goes on when it does.`);
    return error;
  }
}
