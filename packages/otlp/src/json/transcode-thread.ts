import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { OtlpDecodeError, type OtlpDecodeReason } from '../decode-error.js';
import { defaultLimits, type DecodeLimits } from '../limits.js';

export interface TranscodeJob {
  readonly signal: 'traces' | 'logs';
  readonly bytes: Uint8Array;
  readonly limits: DecodeLimits;
}

export type TranscodeResult =
  | { readonly bytes: Uint8Array }
  | {
      readonly refused: {
        readonly reason: OtlpDecodeReason;
        readonly where: string;
        readonly explanation: string;
      };
    };

/**
 * Converts an OTLP/JSON request to protobuf bytes in a worker thread: parsing JSON can't pause, and a large
 * request takes seconds.
 *
 * @throws OtlpDecodeError if it is no such request
 */
export async function protobufFromJsonInThread(
  signal: 'traces' | 'logs',
  bytes: Uint8Array,
  limits: Partial<DecodeLimits> = {},
): Promise<Uint8Array> {
  const workerData: TranscodeJob = { signal, bytes, limits: { ...defaultLimits, ...limits } };
  const worker = new Worker(new URL('./transcode-worker.js', import.meta.url), { workerData, execArgv: [] });
  try {
    const [result] = (await once(worker, 'message')) as [TranscodeResult];
    if ('bytes' in result) return result.bytes;
    throw new OtlpDecodeError(result.refused.reason, result.refused.where, result.refused.explanation);
  } finally {
    await worker.terminate();
  }
}
