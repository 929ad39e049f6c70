import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { LookupFunction } from 'node:net';
import { urlRefusal, definedFields } from '@ordertrace/conventions';
import { retryAfterMs } from '../retry-after.js';
import type { Sent } from '../sent.js';

const timeoutMs = 10_000;

export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Posts once, without following redirects, and reads only the status and `Retry-After` of the response. No
 * reason contains the address, which may be a secret. Never rejects.
 *
 * @param lookup resolves the host name; the system's resolver by default
 */
export async function post(url: URL, { headers, body }: Message, lookup?: LookupFunction): Promise<Sent> {
  const fault = urlRefusal(url);
  if (fault !== undefined) return { outcome: 'refused', reason: `address refused: ${fault}` };
  const options: RequestOptions = {
    method: 'POST',
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
    headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'ordertrace' },
    ...definedFields({ lookup }),
  };
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise<Sent>((resolve, reject) => {
    const sending = send(url, options, (answer) => {
      answer.destroy();
      resolve(sentOf(answer.statusCode ?? 0, answer.headers['retry-after']));
    });
    sending.on('error', reject);
    sending.end(body);
  }).catch((error: unknown) => ({ outcome: 'retry', reason: reasonOf(error as NodeJS.ErrnoException) }));
}

function sentOf(status: number, retryAfter: string | undefined): Sent {
  if (status >= 200 && status < 300) return { outcome: 'delivered' };
  return { outcome: 'retry', reason: `answered ${status}`, afterMs: retryAfterMs(retryAfter) };
}

/** The error code of a look-up without an allowed address. */
export const insideCode = 'ERR_INSIDE';

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'no answer within 10 seconds';
  if (error.code === insideCode) return 'address refused: it is not on the public internet';
  return `no connection (${error.code ?? 'unknown reason'})`;
}
