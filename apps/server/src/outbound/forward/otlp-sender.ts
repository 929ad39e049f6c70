import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ForwardTarget } from './targets.js';

const compress = promisify(gzip);
const timeoutMs = 30_000;

/** `later`: the same again after a while; `refused`: never, this target does not take it. */
export type Sent =
  | { readonly outcome: 'taken'; readonly rejected: number }
  | { readonly outcome: 'later'; readonly reason: string; readonly retryAfterMs: number | undefined }
  | { readonly outcome: 'refused'; readonly reason: string; readonly tooLarge: boolean };

export type SendOtlp = (signal: 'traces' | 'logs', request: Uint8Array) => Promise<Sent>;

/** Statuses after which OTLP lets a sender try again. */
const retryable = new Set([408, 429, 502, 503, 504]);

/** Sends OTLP over HTTP, gzipped. Never rejects. */
export function otlpSender({ endpoint, headers }: Pick<ForwardTarget, 'endpoint' | 'headers'>): SendOtlp {
  return async (signal, request) => {
    let response: Response;
    try {
      response = await fetch(`${endpoint}/v1/${signal}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' },
        body: await compress(request),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const answer = new Uint8Array(await response.arrayBuffer());
      if (response.ok) return { outcome: 'taken', rejected: rejectedIn(answer) };
    } catch (error) {
      return { outcome: 'later', reason: networkReason(error), retryAfterMs: undefined };
    }
    const reason = `status ${response.status}`;
    // A wrong token or address is put right by someone: nothing is given up for it.
    if (retryable.has(response.status) || [401, 403, 404].includes(response.status) || response.status >= 500)
      return { outcome: 'later', reason, retryAfterMs: retryAfterOf(response) };
    return { outcome: 'refused', reason, tooLarge: response.status === 413 };
  };
}

function networkReason(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: unknown } };
  return name === 'TimeoutError' ? 'no answer' : typeof cause?.code === 'string' ? cause.code : 'unreachable';
}

function retryAfterOf(response: Response): number | undefined {
  const value = response.headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/**
 * `partial_success.rejected_…` of an export response: field 1 holds a message whose field 1 is the count. Anything
 * else means that nothing was rejected.
 */
function rejectedIn(response: Uint8Array): number {
  if (response[0] !== 0x0a || response[2] !== 0x08) return 0;
  let count = 0;
  for (let at = 3, shift = 1; at < response.length; at++, shift *= 128) {
    const byte = response[at] ?? 0;
    count += (byte & 0x7f) * shift;
    if (byte < 0x80) break;
  }
  return count;
}
