import { setImmediate as nextTurn } from 'node:timers/promises';
import { decodeSteps, protobufFromJsonInThread, type Decoded, type DecodeRequest } from '@ordertrace/otlp';

/** Smaller requests are decoded at once, in a few milliseconds. */
const largeBytes = 256 * 1024;
/** Larger JSON is parsed in a worker thread. */
const largeJsonBytes = 1024 * 1024;

/**
 * Decodes requests without blocking the process: large ones one at a time and in slices, with other work in
 * between. Only one at a time, because each needs memory of its own.
 */
export class RequestDecoder {
  readonly #sliceMs: number;
  #large: Promise<unknown> = Promise.resolve();

  /** @param sliceMs how long one slice of a large request may delay other work */
  constructor(sliceMs = 20) {
    this.#sliceMs = sliceMs;
  }

  /** @throws OtlpDecodeError if the request is invalid */
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
