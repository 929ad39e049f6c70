import { unwatchFile, watchFile } from 'node:fs';
import type { Flow } from '@ordertrace/model';
import type { FastifyBaseLogger } from 'fastify';
import { loadFlow } from './load-flow.js';

/** How often the file is looked at; asking works on every file system, also where a folder is mounted. */
const lookEveryMs = 1000;

export interface FlowInUseOptions {
  /** A flow file; absent for the shipped flow, which never changes. */
  readonly file: string | undefined;
  readonly logger: FastifyBaseLogger;
  /** How often the file is looked at. */
  readonly everyMs?: number;
}

/**
 * The flow that orders follow now. When its file changes it is read again; a file with mistakes is told of in the
 * log, and the flow before stays in use.
 */
export class FlowInUse {
  readonly #file: string | undefined;
  readonly #logger: FastifyBaseLogger;
  readonly #listeners: ((flow: Flow) => void)[] = [];
  #current: Flow;
  readonly #reload = () => void this.#read();

  private constructor(flow: Flow, { file, logger, everyMs = lookEveryMs }: FlowInUseOptions) {
    this.#current = flow;
    this.#file = file;
    this.#logger = logger;
    if (file !== undefined) watchFile(file, { interval: everyMs, persistent: false }, this.#reload);
  }

  /** @throws ConfigError or FlowFileError where the file can't be used at start */
  static async open(options: FlowInUseOptions): Promise<FlowInUse> {
    return new FlowInUse(await loadFlow(options.file), options);
  }

  get current(): Flow {
    return this.#current;
  }

  onChange(listener: (flow: Flow) => void): void {
    this.#listeners.push(listener);
  }

  close(): Promise<void> {
    if (this.#file !== undefined) unwatchFile(this.#file, this.#reload);
    return Promise.resolve();
  }

  async #read(): Promise<void> {
    try {
      this.#current = await loadFlow(this.#file);
    } catch (error) {
      this.#logger.error({ err: error }, 'the changed flow file is not used; the flow before stays');
      return;
    }
    this.#logger.info({ flow: this.#current.name }, 'flow file read again');
    for (const listener of this.#listeners) listener(this.#current);
  }
}
