import { nanosFromMillis } from '@ordertrace/model';
import {
  OtlpDecodeError,
  type Decoded,
  type DecodeLimits,
  type Encoding,
  type ForeignNames,
  type Rejection,
  type Scrub,
  type SenderBounds,
  type Signal,
} from '@ordertrace/otlp';
import { StoreError, type Appended, type TelemetryAppender } from '@ordertrace/store';
import type { Registry } from 'prom-client';
import { ByteBudget } from './byte-budget.js';
import { RequestDecoder } from './request-decoder.js';
import { storeEnvelope, type EnvelopeStep } from './envelope.js';
import { retryDelay, type LoadBounds, type ReceiveLoad } from './load-bound.js';
import { receiveMetrics, type ReceiveMetrics } from './receive-metrics.js';
import { WaitingRequests } from './waiting-requests.js';

export interface IngestRequest {
  readonly signal: Signal;
  /** The request's body, decompressed. */
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  /** The bounds of its sender; absent for none. */
  readonly bounds?: SenderBounds | undefined;
}

/** Why a whole request was refused. Each receiver has its own wire form of the reason. */
export type RefusalReason =
  | 'malformed'
  | 'too_large'
  | 'unsupported'
  | 'unauthenticated'
  | 'forbidden'
  | 'overloaded'
  | 'unavailable'
  | 'failed';

export interface Refusal {
  readonly outcome: 'refused';
  readonly reason: RefusalReason;
  readonly message: string;
  /** When the sender may retry, milliseconds; absent if a retry would be refused again. */
  readonly retryAfterMs?: number;
}

/** The whole request is durable, except for its rejected records. */
export interface Kept {
  readonly outcome: 'kept';
  readonly rejected: number;
  /** Why records were rejected, for a person; empty if none were. */
  readonly message: string;
}

export type IngestOutcome = Kept | Refusal;

export interface IngestLimits extends LoadBounds {
  /** Most bytes of one request, before and after decompression. */
  readonly maxRequestBytes: number;
  /** Most bytes of all requests that are being read, decoded or stored. */
  readonly maxBytesInFlight: number;
  readonly decode: Partial<DecodeLimits>;
}

const defaultIngestLimits: IngestLimits = {
  maxRequestBytes: 64 * 1024 * 1024,
  maxBytesInFlight: 256 * 1024 * 1024,
  maxRequests: 256,
  // Exporters give up after ten seconds.
  maxWaitMs: 5000,
  decode: {},
};

export interface IngestOptions {
  readonly store: TelemetryAppender;
  /** The steps of a batch before it is stored, in this sequence; none by default. */
  readonly steps?: readonly EnvelopeStep[];
  /** The registry of the counters. */
  readonly metrics: Registry;
  readonly limits?: Partial<IngestLimits>;
  /** Scrubs every text and value before it is stored. */
  readonly scrub?: Scrub;
  /** Further attributes that name orders and tenants, from the active flows. */
  readonly names?: () => ForeignNames;
  /** Called for unexpected errors: a broken store, a fault of ours. */
  readonly onError?: (error: unknown) => void;
}

/** A request that was admitted by its head. */
export interface Admission {
  readonly end: () => void;
}

/** Whether the ingest admitted the request. */
export function isAdmitted(answer: Admission | Omit<Refusal, 'outcome'>): answer is Admission {
  return 'end' in answer;
}

/** The path of all telemetry into the store, shared by the receivers. */
export interface Ingest {
  readonly limits: IngestLimits;
  /** Receivers reserve from it what they hold of a request until they pass it on. */
  readonly budget: ByteBudget;
  /**
   * Admits a request by its head. Call `end` once its body has been read, or is no longer expected. Returns a refusal
   * where the request would wait too long.
   */
  admit(bytes: number): Admission | Omit<Refusal, 'outcome'>;
  /** Decodes and stores; resolves when the accepted records are durable. Never rejects. */
  ingest(request: IngestRequest): Promise<IngestOutcome>;
  /** Counts a request that a receiver refused itself. */
  refuse(signal: Signal, refusal: Omit<Refusal, 'outcome'>): Refusal;
}

const defaultRetryMs = 1000;

export function createIngest(options: IngestOptions): Ingest {
  const limits = { ...defaultIngestLimits, ...options.limits };
  const { steps = [] } = options;
  const budget = new ByteBudget(limits.maxBytesInFlight);
  const waiting = new WaitingRequests();
  const metrics = receiveMetrics(options.metrics, {
    bytesInFlight: () => budget.taken,
    requestsWaiting: () => waiting.load.requests,
  });
  const decoder = new RequestDecoder();
  const refuse: Ingest['refuse'] = (signal, refusal) => {
    metrics.refused.inc({ signal, reason: refusal.reason });
    return { outcome: 'refused', ...refusal };
  };
  const report = (error: unknown) => options.onError?.(error);
  const overload = (load: ReceiveLoad) => {
    const retryAfterMs = retryDelay(load, limits);
    return retryAfterMs === undefined ? undefined : { ...tooSlow, retryAfterMs };
  };
  const admit: Ingest['admit'] = (bytes) => overload(waiting.loadAtHead) ?? { end: waiting.announce(bytes) };

  async function ingest(request: IngestRequest): Promise<IngestOutcome> {
    const { signal } = request;
    const bytes = request.bytes.byteLength;
    const refusal = overload(waiting.load);
    if (refusal !== undefined) return refuse(signal, refusal);
    if (!budget.take(bytes)) return refuse(signal, noRoom);
    const done = waiting.add(bytes);
    let isStored = false;
    try {
      const decoded = await decode(decoder, request, {
        limits: limits.decode,
        scrub: options.scrub,
        names: options.names?.(),
      });
      metrics.receivedBytes.inc({ signal }, bytes);
      const kept = decoded.records - rejectedOf(decoded);
      const envelope = { batch: decoded.batch, tenantId: request.bounds?.tenantId };
      const appended = kept > 0 ? await storeEnvelope(envelope, steps, options.store) : nothingAppended;
      isStored = kept > 0;
      count(metrics, signal, decoded, appended);
      return { outcome: 'kept', rejected: rejectedOf(decoded), message: rejectionText(decoded.rejected) };
    } catch (error) {
      const failure = refusalOf(error);
      if (failure.reason === 'failed' || failure.reason === 'unavailable') report(error);
      return refuse(signal, failure);
    } finally {
      done(isStored);
      budget.giveBack(bytes);
    }
  }

  return { limits, budget, admit, ingest, refuse };
}

const nothingAppended = { spans: 0, logs: 0, duplicates: 0 };

export const noRoom = {
  reason: 'overloaded',
  message: 'More telemetry is being received than fits in memory; send it again later',
  retryAfterMs: defaultRetryMs,
} as const satisfies Omit<Refusal, 'outcome'>;

const tooSlow = {
  reason: 'overloaded',
  message: 'More requests wait to be stored than can be answered in time; send it again later',
} as const satisfies Omit<Refusal, 'outcome'>;

interface DecodeRules {
  readonly limits: Partial<DecodeLimits>;
  readonly scrub: Scrub | undefined;
  readonly names: ForeignNames | undefined;
}

function decode(
  decoder: RequestDecoder,
  { bounds, ...request }: IngestRequest,
  { limits, scrub, names }: DecodeRules,
): Promise<Decoded> {
  const receivedNanos = nanosFromMillis(Date.now());
  const options = {
    limits,
    receivedNanos,
    bounds,
    ...(scrub !== undefined && { scrub }),
    ...(names !== undefined && { names }),
  };
  return decoder.decode({ ...request, options });
}

function count(
  metrics: ReceiveMetrics,
  signal: Signal,
  decoded: Decoded,
  appended: Pick<Appended, 'spans' | 'logs' | 'duplicates'>,
): void {
  metrics.received.inc({ signal }, decoded.records);
  metrics.stored.inc({ signal }, appended.spans + appended.logs);
  metrics.duplicates.inc({ signal }, appended.duplicates);
  for (const { reason, count: rejected } of decoded.rejected)
    metrics.rejected.inc({ signal, reason }, rejected);
  for (const { kind, count: dropped } of decoded.cut) metrics.cut.inc({ signal, kind }, dropped);
}

function rejectedOf(decoded: Decoded): number {
  return decoded.rejected.reduce((sum, { count: rejected }) => sum + rejected, 0);
}

function rejectionText(rejected: readonly Rejection[]): string {
  return rejected.map(({ reason, count: records }) => `${records} × ${reason}`).join(', ');
}

function refusalOf(error: unknown): Omit<Refusal, 'outcome'> {
  if (error instanceof OtlpDecodeError) {
    return { reason: error.reason === 'too_many' ? 'too_large' : 'malformed', message: error.message };
  }
  if (error instanceof StoreError) {
    return {
      reason: error.code === 'overloaded' ? 'overloaded' : 'unavailable',
      message: error.message,
      retryAfterMs: error.retryAfterMs ?? defaultRetryMs,
    };
  }
  return { reason: 'failed', message: 'The server failed on this request; its log says why' };
}
