import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that is killed and started again. One that ends by itself is started again too. */
export class KilledPart {
  #child;
  #isWanted = false;

  /**
   * @param {string} name
   * @param {{ command: string, args: string[], options: import('node:child_process').SpawnOptions }} program
   */
  constructor(name, program) {
    this.name = name;
    this.program = program;
  }

  start() {
    this.#isWanted = true;
    const { command, args, options } = this.program;
    const child = spawn(command, args, { stdio: 'ignore', ...options, detached: true });
    this.#child = child;
    child.once('exit', async () => {
      await sleep(500);
      if (this.#isWanted && this.#child === child) this.start();
    });
  }

  kill() {
    return this.#end('SIGKILL');
  }

  stop() {
    return this.#end('SIGTERM');
  }

  /** Ends the process with all that it started. */
  async #end(signal) {
    this.#isWanted = false;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has just ended.
    }
    await ended;
  }
}
