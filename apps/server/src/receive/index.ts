export { createIngest } from './ingest.js';
export type { Ingest, IngestLimits } from './ingest.js';
export { notifying, observing, storeEnvelope, type Envelope } from './envelope.js';
export { receiveGrpc } from './receive-grpc.js';
export { receiveHttp } from './receive-http.js';
export type { Receiver } from './receiver.js';
