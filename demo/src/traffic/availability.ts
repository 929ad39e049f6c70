/** The service is away or overloaded; retry later. */
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

/** Availability of a service, shared by all its callers. While the service is away, the back-off grows. */
export class Availability {
  readonly #service: string;
  readonly #report: (message: string) => void;
  #pauseMs = 0;
  #pausedUntil = 0;

  /** `service` is its name in messages. `report` is called once when the service becomes unavailable. */
  constructor(service: string, report: (message: string) => void) {
    this.#service = service;
    this.#report = report;
  }

  /** Throws `Unavailable` during the back-off. */
  check(): void {
    const waitMs = this.#pausedUntil - Date.now();
    if (waitMs > 0) throw new Unavailable(this.#service, waitMs);
  }

  answered(): void {
    this.#pauseMs = 0;
  }

  /**
   * Reports that the service did not answer, or asked for a pause of `retryAfterMs` (0: no length given).
   * Returns the error to throw.
   */
  failed(retryAfterMs: number, cause: unknown): Unavailable {
    const isNew = this.#pauseMs === 0;
    this.#pauseMs = Math.min(Math.max(this.#pauseMs * 2, firstPauseMs), longestPauseMs);
    const pauseMs = retryAfterMs > 0 ? retryAfterMs : this.#pauseMs;
    this.#pausedUntil = Date.now() + pauseMs;
    const error = new Unavailable(this.#service, pauseMs, cause);
    if (isNew) this.#report(`${error.message}; the demonstration goes on when it does.`);
    return error;
  }
}
