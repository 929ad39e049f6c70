import type { Encoding } from '../decode/decode.js';
import { WireWriter } from '../wire/writer.js';

const statusTag = { code: 8, message: 18, details: 26 } as const;
const anyTag = { typeUrl: 10, value: 18 } as const;
const retryInfoTag = { retryDelay: 10 } as const;
const durationTag = { seconds: 8, nanos: 16 } as const;
const retryInfoType = 'type.googleapis.com/google.rpc.RetryInfo';

/** The gRPC codes of responses to received telemetry. */
export const rpcCode = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;
export type RpcCode = (typeof rpcCode)[keyof typeof rpcCode];

export interface RpcStatus {
  readonly code: RpcCode;
  readonly message: string;
  /** When the sender may retry; absent if it should not. */
  readonly retryAfterMs?: number;
}

/** A `google.rpc.Status`: the body of an HTTP error response, and gRPC's `grpc-status-details-bin`. */
export function encodeRpcStatus(status: RpcStatus, encoding: Encoding): Uint8Array {
  const { code, message, retryAfterMs } = status;
  if (encoding === 'json') {
    const retryDelay = `${(retryAfterMs ?? 0) / 1000}s`;
    const details = retryAfterMs === undefined ? {} : { details: [{ '@type': retryInfoType, retryDelay }] };
    return Buffer.from(JSON.stringify({ code, message, ...details }));
  }
  const writer = new WireWriter();
  writer.varint(statusTag.code, code);
  writer.text(statusTag.message, message);
  if (retryAfterMs !== undefined) {
    writer.message(statusTag.details, () => {
      writer.text(anyTag.typeUrl, retryInfoType);
      writer.message(anyTag.value, () => writeRetryInfo(writer, retryAfterMs));
    });
  }
  return writer.finish();
}

function writeRetryInfo(writer: WireWriter, retryAfterMs: number): void {
  writer.message(retryInfoTag.retryDelay, () => {
    writer.varint(durationTag.seconds, Math.floor(retryAfterMs / 1000));
    writer.varint(durationTag.nanos, Math.floor(retryAfterMs % 1000) * 1_000_000);
  });
}
