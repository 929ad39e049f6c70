import { later, nanosFromMillis, type DurationNanos, type EpochNanos } from '@ordertrace/model';

/** Arrivals that are closer together count as one. */
const oneNanos = nanosFromMillis(1000);
/** Number of arrivals after which a pause has a meaning. */
const enough = 30;
const pauseFactor = 3n;

/** The pauses between arrivals of any telemetry: do they show that all of it stays away? */
export class Arrivals {
  readonly #leastNanos: DurationNanos;
  #lastNanos: EpochNanos | undefined;
  #count = 0;
  /** The longest usual pause. It decays by a hundredth with each arrival. */
  #usualNanos = 0n;

  /** `leastNanos`: shorter pauses have no meaning. */
  constructor(leastNanos: DurationNanos) {
    this.#leastNanos = leastNanos;
  }

  note(nowNanos: EpochNanos): void {
    const lastNanos = this.#lastNanos ?? nowNanos - oneNanos;
    const pauseNanos = nowNanos - lastNanos;
    if (pauseNanos < oneNanos) return;
    this.#lastNanos = nowNanos;
    this.#count++;
    const faded = (this.#usualNanos * 99n) / 100n;
    const longest = this.#allowedNanos;
    this.#usualNanos = later(faded, pauseNanos < longest ? pauseNanos : longest);
  }

  /** Time from which all telemetry has stayed away for longer than usual. Absent while it has not. */
  missingSince(nowNanos: EpochNanos): EpochNanos | undefined {
    if (this.#lastNanos === undefined || this.#count < enough) return undefined;
    const fromNanos = this.#lastNanos + this.#allowedNanos;
    return nowNanos > fromNanos ? fromNanos : undefined;
  }

  get #allowedNanos(): DurationNanos {
    return later(this.#leastNanos, this.#usualNanos * pauseFactor);
  }
}
