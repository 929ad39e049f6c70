import { lookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isInside } from './inside-address.js';

const timeoutMs = 10_000;

/** Hosts (with port where it is not the scheme's) inside the own network that may be addressed, by plain http too. */
export type InsideHosts = ReadonlySet<string>;

/** Why nothing may be sent to an address; `undefined` where it may. The name's addresses are looked at when it connects. */
export function refusalOf(url: URL, insideHosts: InsideHosts): string | undefined {
  if (url.username !== '' || url.password !== '') return 'it must not hold a user or a password';
  if (url.hash !== '') return 'it must not end in a #fragment';
  if (insideHosts.has(url.host) && /^https?:$/.test(url.protocol)) return undefined;
  if (url.protocol !== 'https:') return 'it must begin with https://';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) !== 0 && isInside(host) ? 'it is not on the public internet' : undefined;
}

/**
 * Posts to an address that someone outside named. It connects to public addresses only, and to those alone that it has
 * looked at; it follows no redirect, and reads nothing of the answer but its status.
 *
 * @returns the status of the answer
 * @throws Error that says why there is none
 */
export async function postOutside(
  url: URL,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  insideHosts: InsideHosts,
): Promise<number> {
  const refusal = refusalOf(url, insideHosts);
  if (refusal !== undefined) throw new Error(`address refused: ${refusal}`);
  const signal = AbortSignal.timeout(timeoutMs);
  const options: RequestOptions = {
    ...{ method: 'POST', agent: false, signal },
    headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'ordertrace' },
    ...(insideHosts.has(url.host) ? {} : { lookup: publicLookup }),
  };
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise<number>((resolve, reject) => {
    const sending = send(url, options, (answer) => {
      answer.destroy();
      resolve(answer.statusCode ?? 0);
    });
    sending.on('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(reasonOf(error), { cause: error })),
    );
    sending.end(body);
  });
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'no answer within 10 seconds';
  if (error.code === insideCode) return 'address refused: it is not on the public internet';
  return `no connection (${error.code ?? 'unknown reason'})`;
}

const insideCode = 'ERR_INSIDE';

/** Gives a connection the public ones of a name's addresses, so that it can't be led elsewhere after the look. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      callback(error, '', 0);
      return;
    }
    const found = addresses.filter(({ address }) => !isInside(address));
    const [first] = found;
    if (first === undefined)
      callback(Object.assign(new Error('The name has no public address.'), { code: insideCode }), '', 0);
    else if (options.all === true) callback(null, found);
    else callback(null, first.address, first.family);
  });
};
