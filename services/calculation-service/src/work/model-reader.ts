import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ModelsConfig } from '@ordertrace/service-kit';
import type { Machine } from '../domain/machine.js';
import { tookTooLong } from '../domain/rejection.js';
import type { ModelOutcome } from './read-model.js';

/** Input of a thread. */
export interface ThreadInput {
  readonly models: ModelsConfig;
  readonly key: string;
  readonly machine: Machine;
}

/** Message from a thread. */
export type ThreadMessage = { readonly progress: number } | { readonly outcome: ModelOutcome };

export type ReadingOutcome = ModelOutcome | { readonly kind: 'interrupted' };

export interface ReadingOptions {
  readonly onProgress: (share: number) => void;
  /** Ends the thread at any point; the outcome is then `interrupted`. */
  readonly signal: AbortSignal;
}

/** Reads a model off the main thread. Rejects if the thread crashes. */
export type ModelReader = (key: string, options: ReadingOptions) => Promise<ReadingOutcome>;

export interface ModelReaderOptions {
  readonly models: ModelsConfig;
  readonly machine: Machine;
  readonly timeLimitMs: number;
  /** The compiled `model-thread.js`. Default: the one beside this module. */
  readonly threadFile?: URL;
}

/** JavaScript heap of a thread. The mesh is stored outside of it, in at most 60 bytes per facet. */
const threadHeapMb = 128;

/**
 * Runs one thread per model, so that it can be ended at any moment and all its memory is freed. The thread
 * has no instrumentation: spans of its file reads would be useless.
 */
export function modelReader(options: ModelReaderOptions): ModelReader {
  const { models, machine, timeLimitMs } = options;
  const threadFile = options.threadFile ?? new URL('./model-thread.js', import.meta.url);
  return async (key, { onProgress, signal }) => {
    const workerData: ThreadInput = { models, key, machine };
    const thread = new Worker(threadFile, {
      workerData,
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: threadHeapMb },
    });
    const timeOver = AbortSignal.timeout(timeLimitMs);
    const ending = AbortSignal.any([timeOver, signal]);
    try {
      return await outcomeOf(thread, onProgress, ending);
    } catch (error) {
      if (signal.aborted) return { kind: 'interrupted' };
      if (timeOver.aborted || isOutOfMemory(error)) return { kind: 'rejected', rejection: tookTooLong };
      throw error;
    } finally {
      await thread.terminate();
    }
  };
}

async function outcomeOf(
  thread: Worker,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<ModelOutcome> {
  const exit = once(thread, 'exit', { signal }).then(([code]: number[]) => {
    throw new Error(`the thread ended with code ${code ?? 0} and no outcome`);
  });
  const outcome = new Promise<ModelOutcome>((resolve) => {
    thread.on('message', (message: ThreadMessage) => {
      if ('outcome' in message) resolve(message.outcome);
      else onProgress(message.progress);
    });
  });
  return Promise.race([outcome, exit]);
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
