import { ServerInterceptingCall, type Metadata, type ServerInterceptor } from '@grpc/grpc-js';
import { definedFields } from '@ordertrace/conventions';
import type { SenderBounds, Signal } from '@ordertrace/otlp';
import { checkSender } from './local-sender.js';
import { isAdmitted, noRoom, type Admission, type Ingest, type Refusal } from './ingest.js';
import { isRefusal, type Senders } from './senders.js';

/** The budget of a call while its message is read, because gRPC does not announce its length. */
const bytesBeingRead = 2 * 1024 * 1024;

type CallStatus = Parameters<ServerInterceptingCall['sendStatus']>[0];

/** The bounds of the senders, by the metadata of the call. */
export type BoundsOfCalls = WeakMap<Metadata, SenderBounds>;

export interface GrpcAdmission {
  readonly ingest: Ingest;
  readonly senders: Senders;
  readonly bounds: BoundsOfCalls;
  readonly signalOf: (path: string) => Signal;
  readonly statusOf: (refusal: Refusal) => CallStatus;
}

/**
 * Refuses calls before a byte of their message is read: if the sender has no permission, or if the running
 * calls fill the memory limit.
 */
export function grpcAdmission({
  ingest,
  senders,
  bounds,
  signalOf,
  statusOf,
}: GrpcAdmission): ServerInterceptor {
  const reserved = Math.min(bytesBeingRead, ingest.limits.maxRequestBytes);
  return (method, call) => {
    let held = 0;
    let cancelled = false;
    let admission: Admission | undefined;
    const release = () => {
      ingest.budget.giveBack(held);
      held = 0;
      admission?.end();
    };
    const reserve = () => {
      // gRPC does not announce the length of a message.
      const admitted = ingest.admit(0);
      if (!isAdmitted(admitted)) return admitted;
      admission = admitted;
      if (ingest.budget.take(reserved)) {
        held = reserved;
        return undefined;
      }
      admission.end();
      return noRoom;
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, nextMetadata) => {
            const admit = () => {
              const refusal = reserve();
              if (refusal === undefined) nextMetadata(metadata);
              else call.sendStatus(statusOf(ingest.refuse(signalOf(method.path), refusal)));
            };
            const text = (name: string) => metadata.get(name)[0]?.toString();
            const headers = {
              host: call.getHost(),
              authorization: text('authorization'),
              origin: text('origin'),
              'sec-fetch-site': text('sec-fetch-site'),
            };
            void checkSender(senders, definedFields(headers)).then((checked) => {
              if (isRefusal(checked)) {
                call.sendStatus(statusOf(ingest.refuse(signalOf(method.path), checked)));
                return;
              }
              bounds.set(metadata, checked);
              if (!cancelled) admit();
            });
          },
          onReceiveHalfClose: (nextHalfClose) => {
            // The ingest reserves the length of the message; nothing else runs in between.
            release();
            nextHalfClose();
          },
          // Also called at the end of every call.
          onCancel: () => {
            cancelled = true;
            release();
          },
        }),
    });
  };
}
