import { Worker } from 'node:worker_threads';
import { StoreError, type EndingStore } from '@ordertrace/store';
import type { EngineOptions } from '../engine/store-engine.js';
import type { FailureMessage } from '../failures/failure-message.js';
import type { OrderRowCount } from '../reading/order-pieces.js';
import type { AnswerMessage, CallName, Calls, StreamPiece } from './protocol.js';

interface FilledPiece {
  readonly packed: Uint8Array<ArrayBuffer>;
  readonly orders: readonly OrderRowCount[];
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: StoreError) => void;
}

/** Upper limit of the thread's heap: without one, V8 collects garbage late on a large machine. */
const heapMiB = 1024;

/** The proxy of the store's thread: sends calls and receives results. */
export class StoreThread implements EndingStore {
  readonly ended: Promise<StoreError>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #endedBy: StoreError | undefined;
  #hasExited = false;
  #reportEnd: (error: StoreError) => void = () => undefined;

  private constructor(worker: Worker) {
    this.ended = new Promise((resolve) => (this.#reportEnd = resolve));
    this.#worker = worker;
    worker.on('message', (message: AnswerMessage) => this.#settle(message));
    worker.on('error', (error) =>
      this.#end(new StoreError('broken', `The store's thread failed: ${error.message}`, { cause: error })),
    );
    worker.on('exit', () => {
      this.#hasExited = true;
      this.#end(new StoreError('broken', "The store's thread ended."));
    });
  }

  /** Resolves when the store is open. */
  static async start(options: EngineOptions, worker = storeWorker(options)): Promise<StoreThread> {
    const thread = new StoreThread(worker);
    try {
      await new Promise((resolve, reject) => thread.#waiting.set(0, { resolve, reject }));
      return thread;
    } catch (error) {
      await thread.#worker.terminate();
      throw error;
    }
  }

  call<Name extends CallName>(
    call: Name,
    parameter: Calls[Name][0],
    transfer: ArrayBuffer[] = [],
  ): Promise<Calls[Name][1]> {
    if (this.#endedBy !== undefined) return Promise.reject(this.#endedBy);
    return this.#send(call, parameter, transfer);
  }

  #send<Name extends CallName>(
    call: Name,
    parameter: Calls[Name][0],
    transfer: ArrayBuffer[] = [],
  ): Promise<Calls[Name][1]> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#waiting.set(id, { resolve: resolve, reject });
      this.#worker.postMessage({ id, call, parameter }, transfer);
    });
  }

  /** The pieces of an opened stream; one is requested at a time. */
  async *pieces(first: StreamPiece): AsyncIterable<FilledPiece> {
    let { packed, orders, stream } = first;
    try {
      for (;;) {
        if (packed !== undefined) yield { packed, orders: orders ?? [] };
        if (stream === undefined) return;
        const asked = stream;
        stream = undefined;
        ({ packed, orders, stream } = await this.call('streamNext', asked));
      }
    } finally {
      if (stream !== undefined && this.#endedBy === undefined) await this.call('streamClose', stream);
    }
  }

  /**
   * Waits for running work, then ends the thread. Every later call is rejected as `closed`. A store that has
   * ended is closed as well as possible.
   */
  async close(): Promise<void> {
    const endedBefore = this.#endedBy;
    const closed = this.#hasExited ? undefined : this.#send('close', undefined);
    this.#endedBy ??= closedError();
    try {
      await closed;
    } catch (error) {
      if (endedBefore === undefined) throw error;
    } finally {
      await this.#worker.terminate();
    }
  }

  #settle(message: AnswerMessage): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('answer' in message) {
      waiting?.resolve(message.answer);
      return;
    }
    const error = storeError(message.failure);
    waiting?.reject(error);
    if (message.failure.isFinal) this.#end(error);
  }

  #end(error: StoreError): void {
    if (this.#endedBy === undefined) this.#reportEnd(error);
    this.#endedBy ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function storeWorker(options: EngineOptions): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), {
    workerData: options,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
  });
}

function storeError({ code, message, retryAfterMs }: FailureMessage): StoreError {
  return new StoreError(code, message, retryAfterMs === undefined ? {} : { retryAfterMs });
}

function closedError(): StoreError {
  return new StoreError('closed', 'The store is closed.');
}
