import { isLoopback } from '@ordertrace/conventions';
import { scrubWith } from '@ordertrace/otlp';
import type { TlsKeys } from '../access/tls.js';
import type { TokenVerifier } from '../access/tokens/token-holder.js';
import { learningEvents, learningOf } from '../fold/learn-events.js';
import { CallMetrics } from '../metrics/index.js';
import { createIngest, notifying, observing, receiveGrpc, receiveHttp } from '../receive/index.js';
import { createSenders } from '../receive/senders.js';
import type { Core } from './core.js';
import { listening } from './listening.js';
import type { ServerContext } from './server-context.js';

interface ReceivingContext {
  readonly tokens: TokenVerifier | undefined;
  readonly tls: TlsKeys | undefined;
  /** Called after each durable append. */
  readonly appended: () => void;
}

/** Starts the OTLP receivers (HTTP and gRPC) and the path to the store. */
export async function startReceiving(
  { config, lifecycle, metrics, now }: ServerContext,
  { flows, store, signs, unnamed, gate, erasures }: Core,
  { tokens, tls, appended }: ReceivingContext,
) {
  let learning = learningOf(flows.current);
  flows.onChange((changed) => (learning = learningOf(changed)));
  const calls = new CallMetrics(metrics);
  const { otlpHost: host, otlpHttpPort, otlpGrpcPort, recordItems: items } = config;
  erasures.onErased(() => calls.forget());
  const ingest = createIngest({
    store,
    steps: [
      observing((envelope) => unnamed.saw(envelope)),
      learningEvents(
        () => learning,
        (forget) => erasures.onErased(forget),
      ),
      observing(({ batch }) => signs.sawBatch(batch, now())),
      observing(({ batch }) => calls.saw(batch)),
      notifying(appended),
    ],
    metrics,
    scrub: scrubWith(gate),
    names: () => flows.current.names,
    limits: {
      maxBytesInFlight: config.receiveMiB * 1024 * 1024,
      maxRequests: config.receiveRequests,
      decode: { maxAttributes: items, maxEvents: items, maxLinks: items },
    },
  });
  const senders = createSenders({ tokens, required: !isLoopback(host) });
  const http = await listening('ORDERTRACE_OTLP_HTTP_PORT', otlpHttpPort, () =>
    receiveHttp({ ingest, host, port: otlpHttpPort, senders, tls }),
  );
  lifecycle.add('otlp/http', () => http.close());
  const grpc = await listening('ORDERTRACE_OTLP_GRPC_PORT', otlpGrpcPort, () =>
    receiveGrpc({ ingest, host, port: otlpGrpcPort, senders, tls }),
  );
  lifecycle.add('otlp/grpc', () => grpc.close());
  return { otlpHttp: http.address, otlpGrpc: grpc.address };
}
