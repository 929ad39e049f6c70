import { Worker } from 'node:worker_threads';
import { StoreError } from '@ordertrace/store';
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

/** The proxy of the store's thread: sends calls and receives results. */
export class StoreThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #ended: StoreError | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: AnswerMessage) => this.#settle(message));
    worker.on('error', (error) =>
      this.#end(new StoreError('broken', `The store's thread failed: ${error.message}`, { cause: error })),
    );
    worker.on('exit', () => this.#end(closedError()));
  }

  /** Resolves when the store is open. */
  static async start(options: EngineOptions): Promise<StoreThread> {
    const thread = new StoreThread(
      new Worker(new URL('./worker.js', import.meta.url), { workerData: options }),
    );
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
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
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
      if (stream !== undefined && this.#ended === undefined) await this.call('streamClose', stream);
    }
  }

  /** Waits for running work, then ends the thread. Every later call is rejected as `closed`. */
  async close(): Promise<void> {
    const closed = this.call('close', undefined);
    this.#ended = closedError();
    try {
      await closed;
    } finally {
      await this.#worker.terminate();
    }
  }

  #settle(message: AnswerMessage): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('failure' in message) waiting?.reject(storeError(message.failure));
    else waiting?.resolve(message.answer);
  }

  #end(error: StoreError): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function storeError({ code, message, retryAfterMs }: FailureMessage): StoreError {
  return new StoreError(code, message, retryAfterMs === undefined ? {} : { retryAfterMs });
}

function closedError(): StoreError {
  return new StoreError('closed', 'The store is closed.');
}
