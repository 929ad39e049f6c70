import { flowsOfFiles, FlowSetError, manufacturerFlow, type FlowOfFile } from '@ordertrace/flow';
import { flowsOf, type Flows } from '@ordertrace/model';
import type { FastifyBaseLogger } from 'fastify';
import { ConfigError } from '../config-error.js';
import { flowFilesMark, flowPaths, readFlowFiles, type FlowFileContent } from './read-flow-files.js';

/** Interval of the checks for changed files. */
const lookEveryMs = 1000;

export interface FlowsInUseOptions {
  /**
   * Flow files and folders of them, separated by commas. Absent for the shipped flow, which never changes.
   */
  readonly setting: string | undefined;
  readonly logger: FastifyBaseLogger;
  /** Interval of the checks for changed files. */
  readonly everyMs?: number;
}

/** A flow file and its status. */
export interface FlowFileInUse {
  readonly file: string;
  /** The active flow from this file; absent if the file was never valid. */
  readonly flow: string | undefined;
  /** Why the current content is not active; absent if it is. */
  readonly error: string | undefined;
}

/**
 * The active flows. Changed files are read again: an invalid file keeps its previous flow, and if files
 * conflict, all flows stay unchanged. The log and `files` report content that is not active.
 */
export class FlowsInUse {
  readonly #paths: readonly string[];
  readonly #logger: FastifyBaseLogger;
  readonly #listeners: ((flows: Flows) => void)[] = [];
  readonly #clock: NodeJS.Timeout | undefined;
  #current: Flows;
  #used: readonly FlowOfFile[];
  #files: readonly FlowFileInUse[];
  #mark: string;
  #reading: Promise<void> = Promise.resolve();

  private constructor(start: Start, { logger, everyMs = lookEveryMs }: FlowsInUseOptions) {
    this.#paths = start.paths;
    this.#logger = logger;
    this.#current = start.flows;
    this.#used = start.used;
    this.#files = start.used.map(({ fileName, flow }) => ({
      file: fileName,
      flow: flow.name,
      error: undefined,
    }));
    this.#mark = start.mark;
    if (start.paths.length > 0) this.#clock = setInterval(() => this.#look(), everyMs).unref();
  }

  /** @throws ConfigError if the files are invalid at the start */
  static async open(options: FlowsInUseOptions): Promise<FlowsInUse> {
    const { setting } = options;
    if (setting === undefined) {
      const flows = flowsOf([manufacturerFlow()]);
      return new FlowsInUse({ paths: [], flows, used: [], mark: '' }, options);
    }
    const paths = flowPaths(setting);
    const mark = await flowFilesMark(paths);
    const contents = await readFlowFiles(paths).catch((error: unknown) => {
      throw new ConfigError('ORDERTRACE_FLOW', `${setting} can't be read: ${String(error)}`);
    });
    const errors = contents.flatMap((content) => ('error' in content ? [content.error] : []));
    if (errors.length > 0) throw new ConfigError('ORDERTRACE_FLOW', errors.join('\n'));
    const used = contents.flatMap((content) => ('read' in content ? [content.read] : []));
    if (used.length === 0)
      throw new ConfigError('ORDERTRACE_FLOW', `${setting} has no .yaml file: name a flow file, or add one.`);
    return new FlowsInUse({ paths, flows: sideBySide(used), used, mark }, options);
  }

  get current(): Flows {
    return this.#current;
  }

  /** Empty for the shipped flow. */
  get files(): readonly FlowFileInUse[] {
    return this.#files;
  }

  onChange(listener: (flows: Flows) => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    clearInterval(this.#clock);
    await this.#reading;
  }

  #look(): void {
    this.#reading = this.#reading.then(async () => {
      const mark = await flowFilesMark(this.#paths);
      if (mark === this.#mark) return;
      this.#mark = mark;
      await this.#read();
    });
  }

  async #read(): Promise<void> {
    const before = this.#used;
    const usedBefore = (file: string) => before.find(({ fileName }) => fileName === file);
    let contents: readonly FlowFileContent[];
    try {
      contents = await readFlowFiles(this.#paths);
      if (contents.length === 0) throw new RangeError('There is no flow file any more.');
    } catch (error) {
      this.#logger.error({ err: error }, "the flow files can't be read; the flows before stay");
      this.#files = this.#files.map((file) => ({ ...file, error: String(error) }));
      return;
    }
    const candidates = contents.flatMap((content) => {
      const flow = 'read' in content ? content.read : usedBefore(content.file);
      return flow === undefined ? [] : [flow];
    });
    const refusal = this.#use(candidates);
    this.#files = contents.map((content) => {
      const { file } = content;
      const flow = this.#used.find(({ fileName }) => fileName === file)?.flow.name;
      return { file, flow, error: 'error' in content ? content.error : refusal };
    });
    for (const { file, error } of this.#files)
      if (error !== undefined)
        this.#logger.error({ file, error }, 'a changed flow file is not used; the flow before stays');
  }

  /** Activates the flows. Returns why they are invalid; `undefined` on success. */
  #use(candidates: readonly FlowOfFile[]): string | undefined {
    let flows: Flows;
    try {
      flows = flowsOfFiles(candidates);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    const isNews = JSON.stringify(flows.all) !== JSON.stringify(this.#current.all);
    this.#used = candidates;
    if (!isNews) return undefined;
    this.#current = flows;
    this.#logger.info({ flows: flows.all.map(({ name }) => name) }, 'flow files read again');
    for (const listener of this.#listeners) listener(flows);
    return undefined;
  }
}

/** @throws ConfigError */
function sideBySide(used: readonly FlowOfFile[]): Flows {
  try {
    return flowsOfFiles(used);
  } catch (error) {
    if (error instanceof FlowSetError) throw new ConfigError('ORDERTRACE_FLOW', error.message);
    throw error;
  }
}

interface Start {
  readonly paths: readonly string[];
  readonly flows: Flows;
  readonly used: readonly FlowOfFile[];
  readonly mark: string;
}
