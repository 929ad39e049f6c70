import {
  Metadata,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { encodeExportResponse, encodeRpcStatus, rpcCode, type RpcCode, type Signal } from '@ordertrace/otlp';
import type { TlsKeys } from '../access/tls.js';
import { grpcAdmission, type BoundsOfCalls } from './grpc-admission.js';
import type { Ingest, IngestOutcome, Refusal, RefusalReason } from './ingest.js';
import { addressText, anySender, type Receiver, type ReceiverOptions } from './receiver.js';

const exportPaths = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
} as const;

const codes: Readonly<Record<RefusalReason, RpcCode>> = {
  malformed: rpcCode.invalidArgument,
  unauthenticated: rpcCode.unauthenticated,
  forbidden: rpcCode.permissionDenied,
  too_large: rpcCode.invalidArgument,
  unsupported: rpcCode.invalidArgument,
  overloaded: rpcCode.resourceExhausted,
  unavailable: rpcCode.unavailable,
  failed: rpcCode.internal,
};

/** Receives OTLP over gRPC, also compressed: the trace service and the logs service. */
export async function receiveGrpc(options: ReceiverOptions): Promise<Receiver> {
  const { ingest, host, port, tls, senders = anySender } = options;
  const bounds: BoundsOfCalls = new WeakMap();
  const server = new Server({
    'grpc.max_receive_message_length': ingest.limits.maxRequestBytes,
    // Further calls of a connection wait at the client.
    'grpc.max_concurrent_streams': 16,
    interceptors: [grpcAdmission({ ingest, senders, bounds, signalOf, statusOf: serviceError })],
  });
  for (const [signal, path] of Object.entries(exportPaths)) {
    server.addService({ export: rawMethod(path) }, exportHandler({ ingest, bounds }, signal as Signal));
  }
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(addressText(host, port), credentialsOf(tls), (error, boundPort) => {
      if (error === null) resolve(boundPort);
      else reject(error);
    });
  });
  return { address: addressText(host, bound), port: bound, close: () => closed(server) };
}

function credentialsOf(tls: TlsKeys | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  return ServerCredentials.createSsl(null, [{ cert_chain: tls.cert, private_key: tls.key }]);
}

function signalOf(path: string): Signal {
  return path === exportPaths.logs ? 'logs' : 'traces';
}

/** A method whose messages stay bytes. */
function rawMethod(path: string) {
  const asItIs = (bytes: Buffer) => bytes;
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: asItIs,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
    responseDeserialize: asItIs,
  };
}

interface ExportContext {
  readonly ingest: Ingest;
  readonly bounds: BoundsOfCalls;
}

function exportHandler({ ingest, bounds }: ExportContext, signal: Signal): UntypedServiceImplementation {
  return {
    export: (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
      void ingest
        .ingest({ signal, bytes: call.request, encoding: 'protobuf', bounds: bounds.get(call.metadata) })
        .then((outcome) => answer(callback, outcome, signal));
    },
  };
}

function answer(callback: sendUnaryData<Buffer>, outcome: IngestOutcome, signal: Signal): void {
  if (outcome.outcome === 'refused') {
    callback(serviceError(outcome));
    return;
  }
  const { rejected, message } = outcome;
  callback(null, Buffer.from(encodeExportResponse({ signal, rejected, message }, 'protobuf')));
}

function serviceError({ reason, message, retryAfterMs }: Refusal) {
  const code = codes[reason];
  const metadata = new Metadata();
  const details = encodeRpcStatus(
    { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) },
    'protobuf',
  );
  metadata.set('grpc-status-details-bin', Buffer.from(details));
  return { code, details: message, metadata };
}

const closeGraceMs = 5000;

/** Waits for the running calls, and ends them by force after the grace time. */
async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    const force = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, closeGraceMs);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
