import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { urlRefusal } from '@ordertrace/conventions';
import type { Sent } from '../sent.js';
import { isInside } from './inside-address.js';
import { insideCode, post, type Message } from './post.js';

/** Allowed hosts inside the own network (with port unless it is the default), by plain http too. */
export type InsideHosts = ReadonlySet<string>;

/**
 * Why an address is refused; `undefined` if it is allowed. The IP addresses of a name are checked at the
 * connection.
 */
export function refusalOf(url: URL, insideHosts: InsideHosts): string | undefined {
  const fault = urlRefusal(url);
  if (fault !== undefined) return fault;
  if (url.username !== '' || url.password !== '') return 'it must not hold a user or a password';
  if (url.hash !== '') return 'it must not end in a #fragment';
  if (insideHosts.has(url.host) && /^https?:$/.test(url.protocol)) return undefined;
  if (url.protocol !== 'https:') return 'it must begin with https://';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) !== 0 && isInside(host) ? 'it is not on the public internet' : undefined;
}

/**
 * Posts to an address from an external user. It connects only to public IP addresses, and only to those that
 * it has checked. Never rejects.
 */
export async function postOutside(
  address: string,
  message: Message,
  insideHosts: InsideHosts,
): Promise<Sent> {
  const fault = urlRefusal(address);
  if (fault !== undefined) return { outcome: 'refused', reason: `address refused: ${fault}` };
  const url = new URL(address);
  const refusal = refusalOf(url, insideHosts);
  if (refusal !== undefined) return { outcome: 'retry', reason: `address refused: ${refusal}` };
  return post(url, message, insideHosts.has(url.host) ? undefined : publicLookup);
}

/**
 * Returns only the public IP addresses of a name, so that a later DNS change can't redirect the connection.
 */
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
