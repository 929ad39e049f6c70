import type { StoreCheckStatus } from '@ordertrace/api';
import { nanosFromMillis, timestampText } from '@ordertrace/model';
import type { CheckReport, CheckRequest, StoreChecks, StoreDamage } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';

const firstAfterMs = 10 * 60_000;
const everyMs = 24 * 3_600_000;
const backgroundBytesPerSecond = 16 << 20;

/** Checks of the store's files: on request, and one a day in the background at a limited rate. */
export class CheckRuns {
  readonly #checks: StoreChecks;
  readonly #logger: Pick<FastifyBaseLogger, 'info' | 'error'>;
  #clock: NodeJS.Timeout | undefined;
  #run: NonNullable<StoreCheckStatus['run']> | undefined;

  constructor(checks: StoreChecks, logger: Pick<FastifyBaseLogger, 'info' | 'error'>) {
    this.#checks = checks;
    this.#logger = logger;
  }

  async status(): Promise<StoreCheckStatus> {
    return { damage: (await this.#checks.damage()).map(damageView), run: this.#run ?? null };
  }

  /** Starts a check. Returns `false` if one is running. */
  begin(request: Pick<CheckRequest, 'repair' | 'bytesPerSecond'>): boolean {
    if (this.#run?.ended_at === null) return false;
    const run = { started_at: instant(), ended_at: null, error: null, done_bytes: 0, of_bytes: 0 };
    this.#run = { ...run, repair: request.repair, damage: [], repairs: [], unverified_files: [] };
    void this.#check(request).catch((error: unknown) => this.#end({ error: reasonOf(error) }));
    return true;
  }

  /** Schedules one check soon after the start, then one a day. */
  schedule(afterMs = firstAfterMs): void {
    this.#clock = setTimeout(() => {
      this.begin({ repair: false, bytesPerSecond: backgroundBytesPerSecond });
      this.schedule(everyMs);
    }, afterMs).unref();
  }

  stop(): void {
    clearTimeout(this.#clock);
  }

  async #check({ repair, bytesPerSecond }: Pick<CheckRequest, 'repair' | 'bytesPerSecond'>): Promise<void> {
    const report = await this.#checks.check({
      repair,
      bytesPerSecond,
      onProgress: ({ doneBytes, ofBytes }) => {
        if (this.#run?.ended_at === null)
          this.#run = { ...this.#run, done_bytes: doneBytes, of_bytes: ofBytes };
      },
    });
    this.#end(reportView(report));
    const { damage, repairs } = report;
    if (damage.length > 0) this.#logger.error({ damage, repairs }, 'the store is damaged');
    else this.#logger.info({ bytes: report.bytes }, 'the store was checked: nothing is damaged');
  }

  #end(result: Partial<NonNullable<StoreCheckStatus['run']>>): void {
    if (this.#run !== undefined) this.#run = { ...this.#run, ...result, ended_at: instant() };
  }
}

function reportView({ damage, repairs, unverified, bytes }: CheckReport) {
  return {
    damage: damage.map(damageView),
    repairs: [...repairs],
    unverified_files: [...unverified],
    done_bytes: bytes,
    of_bytes: bytes,
  };
}

function damageView({ kind, file, detail, isIncomplete }: StoreDamage) {
  return { kind, file, detail, incomplete: isIncomplete };
}

function instant(): string {
  return timestampText(nanosFromMillis(Date.now()));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
