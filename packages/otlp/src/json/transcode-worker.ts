import { parentPort, workerData } from 'node:worker_threads';
import { OtlpDecodeError } from '../decode-error.js';
import { protobufFromJson } from './transcode.js';
import type { TranscodeJob, TranscodeResult } from './transcode-thread.js';

const { signal, bytes, limits } = workerData as TranscodeJob;

function result(): TranscodeResult {
  try {
    return { bytes: protobufFromJson(signal, bytes, limits) };
  } catch (error) {
    if (!(error instanceof OtlpDecodeError)) throw error;
    return { refused: { reason: error.reason, where: error.where, explanation: error.explanation } };
  }
}

parentPort?.postMessage(result());
