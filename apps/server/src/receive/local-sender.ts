import type { IncomingHttpHeaders } from 'node:http';
import { isLocalName } from '../http/addresses.js';
import type { SenderBounds } from '@ordertrace/otlp';
import type { SenderRefusal, Senders } from './senders.js';

type SenderHeaders = Pick<IncomingHttpHeaders, 'authorization' | 'host' | 'origin' | 'sec-fetch-site'>;

/** Checks the token of a sender, or that it is a program on this machine where no token is required. */
export async function checkSender(
  senders: Senders,
  headers: SenderHeaders,
): Promise<SenderBounds | SenderRefusal> {
  const isUnproven = !senders.tokenRequired && headers.authorization === undefined;
  const refusal = isUnproven ? otherSiteRefusal(headers) : undefined;
  return refusal ?? senders.check(headers.authorization);
}

/**
 * Why a sender without a token is refused; `undefined` if it may send. A page of another site can send
 * through a browser on this machine, also under its own name that resolves to 127.0.0.1. Programs send no
 * `Origin`.
 */
export function otherSiteRefusal(headers: SenderHeaders): SenderRefusal | undefined {
  const site = headers['sec-fetch-site'];
  const { host = '', origin } = headers;
  const isOwn = site === undefined || site === 'same-origin' || site === 'none';
  if (!isLocalName(hostOf(`http://${host}`))) return forbidden(`it was sent to the name "${host}"`);
  if (!isOwn || (origin !== undefined && !isLocalName(hostOf(origin))))
    return forbidden('a page of another site sent it');
  return undefined;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : '';
}

function forbidden(reason: string): SenderRefusal {
  return {
    reason: 'forbidden',
    message: `Without a token, telemetry is taken from programs on this machine, at 127.0.0.1 or localhost: ${reason}`,
  };
}
