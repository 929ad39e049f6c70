import { setImmediate as nextTurn } from 'node:timers/promises';
import { decodeSteps, protobufFromJsonInThread, type Decoded, type DecodeRequest } from '@ordertrace/otlp';

/** Smaller requests are decoded at once: it takes a few milliseconds. */
const largeBytes = 256 * 1024;
/** Larger JSON is parsed in a thread of its own. */
const largeJsonBytes = 1024 * 1024;

/**
 * Decodes requests so that no request stops the process: large ones in slices, one after the other, with everything
 * else in between. One at a time, since each of them holds memory of its own.
 */
export class RequestDecoder {
  readonly #sliceMs: number;
  #large: Promise<unknown> = Promise.resolve();

  /** @param sliceMs how long others wait while a slice of a large request is decoded */
  constructor(sliceMs = 20) {
    this.#sliceMs = sliceMs;
  }

  /** Throws `OtlpDecodeError` where the request is none. */
  async decode(request: DecodeRequest): Promise<Decoded> {
    if (request.bytes.byteLength < largeBytes) return finished(decodeSteps(request));
    const decoded = this.#large.then(() => decodeInSlices(request, this.#sliceMs));
    this.#large = decoded.catch(() => undefined);
    return decoded;
  }
}

async function decodeInSlices(request: DecodeRequest, sliceMs: number): Promise<Decoded> {
  const steps = decodeSteps(await withoutLargeJson(request));
  let sliceStart = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - sliceStart < sliceMs) continue;
    await nextTurn();
    sliceStart = performance.now();
  }
}

async function withoutLargeJson(request: DecodeRequest): Promise<DecodeRequest> {
  const { signal, bytes, encoding, options } = request;
  if (encoding !== 'json' || bytes.byteLength < largeJsonBytes) return request;
  const transcoded = await protobufFromJsonInThread(signal, bytes, options.limits);
  return { ...request, encoding: 'protobuf', bytes: transcoded };
}

function finished(steps: Generator<undefined, Decoded>): Decoded {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
