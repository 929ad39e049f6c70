import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A service in a separate process, with the kit registered. */
export class Child {
  readonly process: ChildProcess;
  readonly lines: string[] = [];
  readonly errors: string[] = [];
  readonly #waiters = new Set<() => void>();
  #ended = false;

  constructor(script: string, env: Readonly<Record<string, string>>) {
    const { PATH = '' } = process.env;
    const path = new URL(`../fixtures/${script}`, import.meta.url).pathname;
    this.process = spawn(process.execPath, ['--import', '@ordertrace/instrumentation/register', path], {
      env: { PATH, ...env },
      cwd: new URL('..', import.meta.url).pathname,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (this.process.stdout !== null) this.#collect(this.process.stdout, this.lines);
    if (this.process.stderr !== null) this.#collect(this.process.stderr, this.errors);
    this.process.once('close', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** The address that the service prints as `listening <address>`. */
  async address(): Promise<string> {
    return (await this.line((line) => line.startsWith('listening '))).slice('listening '.length);
  }

  /** The first line that meets the condition. */
  async line(condition: (line: string) => boolean): Promise<string> {
    for (;;) {
      const found = this.lines.find(condition);
      if (found !== undefined) return found;
      if (this.#ended) throw new Error(`the service ended:\n${this.errors.join('\n')}`);
      await new Promise<void>((resolve) => this.#waiters.add(resolve));
    }
  }

  /** The JSON lines so far. */
  logLines(): Record<string, unknown>[] {
    const json = this.lines.filter((line) => line.startsWith('{'));
    return json.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Ends it with the signal. Returns its exit code, or the signal that ended it. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string | null> {
    this.process.kill(signal);
    while (!this.#ended) await new Promise<void>((resolve) => this.#waiters.add(resolve));
    return this.process.exitCode ?? this.process.signalCode;
  }

  #collect(stream: NodeJS.ReadableStream, into: string[]): void {
    createInterface(stream).on('line', (line) => {
      into.push(line);
      this.#wake();
    });
  }

  #wake(): void {
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }
}
