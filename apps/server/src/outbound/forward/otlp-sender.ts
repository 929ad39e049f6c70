import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { urlRefusal } from '@ordertrace/conventions';
import { decodeExportResponse } from '@ordertrace/otlp';
import { retryAfterMs } from '../retry-after.js';
import type { Refused, Retry } from '../sent.js';
import type { ForwardTarget } from './targets.js';

const compress = promisify(gzip);
const timeoutMs = 30_000;
/** Most bytes read from a response; one of OTLP has a few hundred. */
const answerBytes = 64 * 1024;
const messageCharacters = 500;

export type ForwardSignal = 'traces' | 'logs';

/** The result of one request. Reasons are few, so that metrics can count them; `detail` is for people. */
export type OtlpSent =
  | { readonly outcome: 'delivered'; readonly rejected: number; readonly message: string }
  | (Retry & { readonly detail?: string })
  | (Refused & { readonly tooLarge: boolean });

export type SendOtlp = (signal: ForwardSignal, request: Uint8Array) => Promise<OtlpSent>;

/** Statuses that OTLP allows a sender to retry. */
const retryable = new Set([408, 429, 502, 503, 504]);
/** A wrong token or address, which a person can correct: no data is given up. */
const correctable = new Set([401, 403, 404]);
const redirects = new Set([301, 302, 303, 307, 308]);

/** Sends OTLP over HTTP with gzip. Never rejects. */
export function otlpSender({ endpoint, headers }: Pick<ForwardTarget, 'endpoint' | 'headers'>): SendOtlp {
  return async (signal, request) => {
    const fault = urlRefusal(endpoint);
    if (fault !== undefined) return { outcome: 'retry', reason: 'address refused', detail: fault };
    try {
      const response = await fetch(`${endpoint}/v1/${signal}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' },
        body: await compress(request),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const answer = await firstBytes(response);
      return response.ok ? accepted(response, answer, signal) : failed(response);
    } catch (error) {
      return { outcome: 'retry', reason: networkReason(error) };
    }
  };
}

async function firstBytes({ body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (body !== null)
    for await (const chunk of body) {
      chunks.push(chunk as Uint8Array);
      size += (chunk as Uint8Array).length;
      if (size > answerBytes) break;
    }
  return Buffer.concat(chunks);
}

/**
 * A 2xx is a success, except for a web page: a login or error page of a proxy means that nothing was
 * delivered.
 */
function accepted(response: Response, answer: Uint8Array, signal: ForwardSignal): OtlpSent {
  const type = response.headers.get('content-type') ?? '';
  if (/^(text\/html|application\/xhtml)/i.test(type.trim()))
    return {
      outcome: 'retry',
      reason: 'web page',
      detail: `answered ${response.status} with a web page (${type}), not with OTLP; is a sign-in in front of it?`,
    };
  try {
    const encoding = /^application\/json/i.test(type) ? 'json' : 'protobuf';
    if (type !== '' && !/^application\/(json|x-protobuf|protobuf)/i.test(type)) return delivered(0, '');
    const { rejected, message } = decodeExportResponse(answer, encoding, signal);
    return delivered(rejected, message);
  } catch {
    return delivered(0, 'The answer can not be read.');
  }
}

function delivered(rejected: number, message: string): OtlpSent {
  return { outcome: 'delivered', rejected, message: message.slice(0, messageCharacters) };
}

function failed(response: Response): OtlpSent {
  const { status, headers } = response;
  const reason = `status ${status}`;
  if (redirects.has(status))
    return { outcome: 'retry', reason, detail: `${reason}, a redirect${redirectText(response)}` };
  if (retryable.has(status) || correctable.has(status) || status >= 500)
    return { outcome: 'retry', reason, afterMs: retryAfterMs(headers.get('retry-after')) };
  return { outcome: 'refused', reason, tooLarge: status === 413 };
}

/** The redirect's target without its query, which may contain a secret. */
function redirectText({ headers, url }: Response): string {
  const location = headers.get('location') ?? '';
  if (location === '' || !URL.canParse(location, url)) return '';
  const { origin, pathname } = new URL(location, url);
  return ` to ${origin}${pathname}`.slice(0, messageCharacters);
}

function networkReason(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: unknown } };
  return name === 'TimeoutError' ? 'no answer' : typeof cause?.code === 'string' ? cause.code : 'unreachable';
}
