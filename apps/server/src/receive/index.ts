export { createIngest, defaultIngestLimits } from './ingest.js';
export type { Ingest, IngestLimits, IngestOptions, IngestOutcome, IngestRequest } from './ingest.js';
export { notifying, observing, storeEnvelope, type Envelope, type EnvelopeStep } from './envelope.js';
export { receiveGrpc } from './receive-grpc.js';
export { receiveHttp } from './receive-http.js';
export type { Receiver, ReceiverOptions } from './receiver.js';
