import { setTimeout as pause } from 'node:timers/promises';
import { endingText, RunningChild, type ChildSpec, type Ending } from './child-process.js';
import { LaunchError } from './launch-error.js';
import type { RotatingLog } from './rotating-log.js';

/** Rules for restarts after an unexpected end. */
export interface RestartPolicy {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** A run of this length resets the delays. */
  readonly steadyAfterMs: number;
  /** More ends than this within `windowMs`: no further restart. Absent: restarts never stop. */
  readonly giveUpAfter?: number;
  readonly windowMs: number;
}

export const keepTrying: RestartPolicy = {
  firstDelayMs: 500,
  maxDelayMs: 30_000,
  steadyAfterMs: 60_000,
  windowMs: 300_000,
};

/** For processes that everything else depends on. */
export const giveUpAfterFive: RestartPolicy = { ...keepTrying, giveUpAfter: 5 };

export interface Supervision {
  readonly log: RotatingLog;
  readonly policy: RestartPolicy;
  /** Resolves to true when the process is ready. Polled during the start. */
  readonly isReady: () => Promise<boolean>;
  readonly readyWithinMs: number;
  /** Reports a line to the person at the terminal. */
  readonly report: (message: string) => void;
  readonly onLine?: (line: string) => void;
  /** Called once, when the process has died too often. */
  readonly onGivenUp: (error: LaunchError) => void;
}

/** A process that is restarted until it is asked to end. */
export class SupervisedChild {
  readonly #spec: ChildSpec;
  readonly #supervision: Supervision;
  readonly #ends: number[] = [];
  readonly #stopping = new AbortController();
  #child: RunningChild | undefined;
  #delayMs: number;

  constructor(spec: ChildSpec, supervision: Supervision) {
    this.#spec = spec;
    this.#supervision = supervision;
    this.#delayMs = supervision.policy.firstDelayMs;
  }

  get name(): string {
    return this.#spec.name;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the process and resolves when it is ready. Throws if it ends before, or is not ready in time. */
  async start(): Promise<void> {
    const child = this.#run();
    const ready = await this.#becomesReady(child);
    if (ready === true) {
      void this.#watch(child, Date.now());
      return;
    }
    if (this.#stopping.signal.aborted) return;
    await child.end();
    const what = ready === false ? 'did not become ready in time' : `ended at once (${endingText(ready)})`;
    throw new LaunchError(
      'start_failed',
      `${this.name} ${what}. Its last lines:\n${lastLines(child)}`,
      'Its whole log is in the data folder under logs/.',
    );
  }

  /** Stops the process in any state. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#child?.end();
  }

  /** Kills the process at once. */
  kill(): void {
    this.#stopping.abort();
    this.#child?.kill();
  }

  #run(): RunningChild {
    const { log, onLine } = this.#supervision;
    this.#child = new RunningChild(this.#spec, log, onLine ?? (() => undefined));
    return this.#child;
  }

  /** Returns true when ready, false at the deadline, or the ending if the process ended before. */
  async #becomesReady(child: RunningChild): Promise<boolean | Ending> {
    const deadline = Date.now() + this.#supervision.readyWithinMs;
    while (Date.now() < deadline && !this.#stopping.signal.aborted) {
      const ready = await this.#supervision.isReady();
      // Another program may answer on the port after our process has ended.
      const ending = await Promise.race([child.ended, pause(50)]);
      if (ending !== undefined) return ending;
      if (ready) return true;
    }
    return false;
  }

  async #watch(child: RunningChild, since: number): Promise<void> {
    const ending = await child.ended;
    if (this.#stopping.signal.aborted) return;
    const { policy, report, onGivenUp } = this.#supervision;
    const now = Date.now();
    this.#ends.push(now);
    const recent = this.#ends.filter((time) => time > now - policy.windowMs).length;
    const story = `${this.name} ended unexpectedly (${endingText(ending)}). Its last lines:\n${lastLines(child)}`;
    if (policy.giveUpAfter !== undefined && recent > policy.giveUpAfter) {
      const wayOut = 'Its whole log is in the data folder under logs/.';
      onGivenUp(
        new LaunchError('died_too_often', `${story}\nIt ended ${recent} times in a short while.`, wayOut),
      );
      return;
    }
    if (now - since > policy.steadyAfterMs) this.#delayMs = policy.firstDelayMs;
    report(`${story}\nStarting ${this.name} again in ${this.#delayMs / 1000} s.`);
    await this.#again();
  }

  async #again(): Promise<void> {
    try {
      await pause(this.#delayMs, undefined, { signal: this.#stopping.signal });
    } catch {
      return;
    }
    this.#delayMs = Math.min(this.#delayMs * 2, this.#supervision.policy.maxDelayMs);
    void this.#watch(this.#run(), Date.now());
  }
}

function lastLines(child: RunningChild): string {
  const lines = child.lastLines.map((line) => `  | ${line.slice(0, 400)}`);
  return lines.length === 0 ? '  | (none)' : lines.join('\n');
}
