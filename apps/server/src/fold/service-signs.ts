import { definedFields } from '@ordertrace/conventions';
import {
  earlier,
  heardNext,
  nanosFromMillis,
  type EpochNanos,
  type TelemetryProgress,
  type Reception,
  type TelemetryBatch,
} from '@ordertrace/model';
import { Arrivals } from './arrivals.js';
import { latestTimes } from './latest-times.js';
import { ServiceClocks } from './service-clocks.js';

/** Older telemetry, such as an import, does not show that its service is alive now. */
const freshNanos = nanosFromMillis(600_000);

/**
 * The shortest silence that can be detected. It is shorter than the usual deadline of messages. A service's silence is
 * thus known before messages to it would count as lost.
 */
const silentAfterMs = 180_000;

/** Number of busy spells in which a service must be seen before its silence has a meaning. */
const enoughSpells = 10;
const leastSilentSpells = 3;
const silentFactor = 3;
/** Decay of a long pause, for each spell in which the service is seen. */
const fading = 0.99;

interface Signs {
  lastNanos: EpochNanos;
  /** Number of busy spells of all services together when it was last seen. */
  lastBusy: number;
  spellsSeen: number;
  /** Its longest usual pause, in busy spells. */
  usualPause: number;
}

/**
 * Distinguishes services that became silent from idle ones. Time is counted in busy spells: intervals (a third of the
 * shortest silence) in which any service sent something. Nights and weekends are therefore no silence. A service is
 * silent when its pause is much longer than usual while other services continued.
 */
export class ServiceSigns {
  /** Corrections of the services' clocks, which the fold learns. */
  readonly clocks = new ServiceClocks();
  readonly #services = new Map<string, Signs>();
  readonly #heard = new Map<string, TelemetryProgress>();
  readonly #spellNanos: bigint;
  readonly #arrivals: Arrivals;
  #busySpells = 0;
  #lastSpell = -1n;

  constructor(options: { readonly silentAfterMs?: number } = {}) {
    const leastSilentNanos = nanosFromMillis(options.silentAfterMs ?? silentAfterMs);
    this.#spellNanos = leastSilentNanos / BigInt(leastSilentSpells);
    this.#arrivals = new Arrivals(leastSilentNanos);
  }

  /** Records a sign of life at `nowNanos`; `ownNanos` is the record's time by the service's clock. */
  saw(service: string, ownNanos: EpochNanos, nowNanos: EpochNanos): void {
    if (service === '') return;
    const timeNanos = earlier(ownNanos + this.clocks.of(service), nowNanos);
    this.#arrivals.note(nowNanos);
    this.#heard.set(service, heardNext(this.#heard.get(service), timeNanos, nowNanos));
    if (timeNanos < nowNanos - freshNanos) return;
    const spell = nowNanos / this.#spellNanos;
    if (spell > this.#lastSpell) {
      this.#lastSpell = spell;
      this.#busySpells++;
    }
    const signs = this.#services.get(service);
    if (signs === undefined) {
      const first = { lastNanos: timeNanos, lastBusy: this.#busySpells, spellsSeen: 1, usualPause: 1 };
      this.#services.set(service, first);
      return;
    }
    const pause = this.#busySpells - signs.lastBusy;
    if (pause > 0) {
      signs.usualPause = Math.max(signs.usualPause * fading, Math.min(pause, silentAfter(signs)), 1);
      signs.spellsSeen++;
      signs.lastBusy = this.#busySpells;
    }
    if (timeNanos > signs.lastNanos) signs.lastNanos = timeNanos;
  }

  /** Records every service of a batch, by its latest record, and by the latest one of a backlog. */
  sawBatch(batch: TelemetryBatch, nowNanos: EpochNanos): void {
    const { all, old } = latestTimes(batch, nowNanos - freshNanos);
    for (const times of [old, all])
      for (const [service, timeNanos] of times) this.saw(batch.texts[service] ?? '', timeNanos, nowNanos);
  }

  /** Drops the signs of all other services. */
  keepOnly(services: readonly string[]): void {
    const kept = new Set(services);
    for (const known of [this.#services, this.#heard])
      for (const service of known.keys()) if (!kept.has(service)) known.delete(service);
    this.clocks.keepOnly(kept);
  }

  /** Time of the latest record of each service. */
  lastSeen(): ReadonlyMap<string, EpochNanos> {
    return new Map([...this.#services].map(([service, { lastNanos }]) => [service, lastNanos]));
  }

  /** How far the telemetry of each service has come, and whether any arrives. */
  reception(nowNanos: EpochNanos): Reception {
    return {
      hearing: this.#heard,
      ...definedFields({ blindFromNanos: this.#arrivals.missingSince(nowNanos) }),
    };
  }

  /** Services that are silent now, with the time of their last sign. */
  silent(): ReadonlyMap<string, EpochNanos> {
    const silent = new Map<string, EpochNanos>();
    for (const [service, signs] of this.#services) {
      const pause = this.#busySpells - signs.lastBusy;
      if (signs.spellsSeen >= enoughSpells && pause > silentAfter(signs)) {
        silent.set(service, signs.lastNanos);
      }
    }
    return silent;
  }
}

function silentAfter({ usualPause }: Signs): number {
  return Math.max(leastSilentSpells, usualPause * silentFactor);
}
