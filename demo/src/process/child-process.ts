import { definedFields } from '@ordertrace/conventions';
import { spawn, type ChildProcess } from 'node:child_process';
import { eachLine } from './lines.js';
import type { RotatingLog } from './rotating-log.js';

/** How to run one process. */
export interface ChildSpec {
  /** Name in messages and of the log file. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
  /**
   * Signal that ends the process, and that also ends it when the launcher dies. `stdin`: its standard input
   * closes. `signal`: SIGTERM, and for Node processes a channel that closes (`guard.js`).
   */
  readonly endBy: 'stdin' | 'signal';
  /** Milliseconds until the process is killed. */
  readonly endWithinMs: number;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * One run of one process, in its own process group, so that Ctrl-C in a terminal reaches only the launcher.
 */
export class RunningChild {
  readonly ended: Promise<Ending>;
  readonly #process: ChildProcess;
  readonly #spec: ChildSpec;
  readonly #lastLines: string[] = [];

  constructor(spec: ChildSpec, log: RotatingLog, onLine: (line: string) => void) {
    this.#spec = spec;
    this.#process = spawn(spec.command, spec.args, {
      env: spec.env,
      cwd: spec.cwd,
      detached: true,
      stdio: spec.endBy === 'stdin' ? ['pipe', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe', 'ipc'],
      ...definedFields({ uid: spec.uid, gid: spec.gid }),
    });
    const keep = (line: string): void => {
      log.write(`${line}\n`);
      this.#lastLines.push(line);
      if (this.#lastLines.length > 12) this.#lastLines.shift();
      onLine(line);
    };
    for (const stream of [this.#process.stdout, this.#process.stderr]) if (stream) eachLine(stream, keep);
    this.ended = this.#whenEnded(keep);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Last output lines, oldest first. */
  get lastLines(): readonly string[] {
    return this.#lastLines;
  }

  /** Asks the process to end and kills it after the limit. Resolves when it has ended. */
  async end(): Promise<void> {
    if (this.#spec.endBy === 'stdin') this.#process.stdin?.end();
    else this.#process.kill('SIGTERM');
    const killer = setTimeout(() => this.kill(), this.#spec.endWithinMs);
    await this.ended;
    clearTimeout(killer);
  }

  /** Kills the process with all its children. */
  kill(): void {
    if (this.pid === undefined) return;
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      // The process has already ended.
    }
  }

  async #whenEnded(keep: (line: string) => void): Promise<Ending> {
    return new Promise((resolve) => {
      this.#process.once('error', (error) => {
        keep(error.message);
        if (this.pid === undefined) resolve({ code: null, signal: null });
      });
      // `close`, unlike `exit`, comes after the last output. A grandchild that holds the output must not
      // delay it.
      this.#process.once('close', (code, signal) => resolve({ code, signal }));
      this.#process.once('exit', (code, signal) => {
        setTimeout(() => resolve({ code, signal }), 500).unref();
      });
    });
  }
}

/** `exit code 1`, `signal SIGKILL`: for messages. */
export function endingText({ code, signal }: Ending): string {
  if (signal) return `signal ${signal}`;
  return code === null ? 'it could not be started' : `exit code ${code}`;
}
