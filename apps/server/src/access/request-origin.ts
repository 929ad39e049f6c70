import type { FastifyRequest } from 'fastify';
import { ApiError } from '../http/errors.js';
import { isLoopback } from '../http/addresses.js';
import type { KnownBy } from '../http/caller.js';

const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses requests that change something and that another site's page made a browser send.
 *
 * Browsers say where a request comes from (`Sec-Fetch-Site`, `Origin`), and pages can't change that. Programs
 * say neither; they are let through unless they come with a session's cookie, which only browsers have.
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
 * Refuses what does not come from this machine, or asks for it under a foreign name: a page elsewhere could
 * otherwise point its own name at 127.0.0.1 and read the answers.
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

/** Without port and brackets. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}
