import { isLoopback } from '@ordertrace/conventions';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../http/errors.js';
import type { KnownBy } from '../http/caller.js';

const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses changes that a page of another site sent through the browser.
 *
 * Browsers send the origin of a request (`Sec-Fetch-Site`, `Origin`), which pages can't change. Programs send
 * neither header; they are accepted unless they use a session cookie, which only browsers have.
 */
export function refuseOtherSites(request: FastifyRequest, by: KnownBy): void {
  if (readingMethods.has(request.method) || by === 'token') return;
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  const own =
    site === undefined
      ? origin === undefined
        ? by === 'loopback'
        : originHost(origin) === request.headers.host
      : site === 'same-origin' || site === 'none';
  if (own) return;
  throw new ApiError(403, 'other_site', {
    message: 'The request comes from another site. Send it from the console, or with a token.',
  });
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/**
 * Refuses requests from other machines, and those under a foreign host name. Otherwise a page elsewhere could
 * resolve its own name to 127.0.0.1 and read the responses.
 */
export function refuseOtherMachines(request: FastifyRequest): void {
  const remote = request.socket.remoteAddress ?? '';
  if (isLoopback(remote.replace(/^::ffff:/, '')) && isLoopback(hostName(request.headers.host ?? ''))) return;
  throw new ApiError(403, 'not_local', {
    message:
      'Nobody signs in here, so only this machine is answered, as 127.0.0.1 or localhost. ' +
      'Set ORDERTRACE_OIDC_ISSUER to let people sign in from elsewhere.',
  });
}

/** The host without port and brackets. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}
