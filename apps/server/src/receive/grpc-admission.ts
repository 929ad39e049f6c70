import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import type { Signal } from '@ordertrace/otlp';
import { noRoom, type Ingest, type Refusal } from './ingest.js';

/** What a call holds of the budget while its message is read; gRPC does not say before how large that is. */
const bytesBeingRead = 2 * 1024 * 1024;

type CallStatus = Parameters<ServerInterceptingCall['sendStatus']>[0];

export interface GrpcAdmission {
  readonly ingest: Ingest;
  readonly signalOf: (path: string) => Signal;
  readonly statusOf: (refusal: Refusal) => CallStatus;
}

/** Refuses calls before a byte of their message is read, where more are being read than fits in memory. */
export function grpcAdmission({ ingest, signalOf, statusOf }: GrpcAdmission): ServerInterceptor {
  const reserved = Math.min(bytesBeingRead, ingest.limits.maxRequestBytes);
  return (method, call) => {
    let held = 0;
    const release = () => {
      ingest.budget.giveBack(held);
      held = 0;
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, nextMetadata) => {
            if (!ingest.budget.take(reserved)) {
              call.sendStatus(statusOf(ingest.refuse(signalOf(method.path), noRoom)));
              return;
            }
            held = reserved;
            nextMetadata(metadata);
          },
          onReceiveHalfClose: (nextHalfClose) => {
            // The ingest takes what the message has; nothing else runs between the two.
            release();
            nextHalfClose();
          },
          // Also at the end of every call.
          onCancel: release,
        }),
    });
  };
}
