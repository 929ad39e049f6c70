export { OtlpDecodeError, type OtlpDecodeReason } from './decode-error.js';
export {
  decodeLogs,
  decodeSteps,
  decodeTraces,
  type Cut,
  type Decoded,
  type DecodeOptions,
  type DecodeRequest,
  type Encoding,
  type Rejection,
  type Signal,
} from './decode/decode.js';
export type { RejectReason } from './decode/decode-state.js';
export type { SenderBounds } from './decode/sender-bounds.js';
export { defaultLimits, type DecodeLimits } from './limits.js';
export { scrubWith } from './decode/gate-scrub.js';
export type { Scrub, ScrubField, ScrubVerdict } from './decode/scrub.js';
export type { ScrubPlace } from './decode/scrub-shapes.js';
export type { CutKind } from './decode/bounded-fields.js';
export { protobufFromJsonInThread } from './json/transcode-thread.js';
export { encodeLogs, encodeTraces } from './encode/protobuf.js';
export { logsToJson, tracesToJson, valueJson, type Json, type JsonObject } from './encode/json.js';
export { logOf, type LogFields } from './read/log.js';
export { spanOf, spanWithOnly, type SpanFields } from './read/span.js';
export { encodeExportResponse, type ExportResult } from './response/export-response.js';
export { decodeExportResponse } from './response/read-export-response.js';
export { encodeRpcStatus, rpcCode, type RpcCode, type RpcStatus } from './response/rpc-status.js';
export type { ForeignNames } from './decode/named-attributes.js';
