import { attribute } from '@ordertrace/conventions';
import type { SpanKind } from '../telemetry/span.js';
import { firstOf, text, type Lookup } from './span-lookup.js';

export function isRequestSpan(kind: SpanKind, get: Lookup): boolean {
  if (kind === 'server') return true;
  if (kind !== 'client' || get('db.system') !== undefined || get('db.system.name') !== undefined)
    return false;
  return [attribute.httpMethod, 'http.method', 'rpc.system', 'rpc.system.name'].some(
    (key) => get(key) !== undefined,
  );
}

/** The HTTP method in capitals; absent where the span is not HTTP. */
export function methodOf(get: Lookup): string | undefined {
  return firstOf(get, attribute.httpMethod, 'http.method')?.toUpperCase();
}

interface Target {
  readonly host: string | undefined;
  readonly path: string | undefined;
}

/** The server and path of a call's URL. Older instrumentations give the server only there. */
function targetOf(url: string | undefined): Target {
  const found = /^https?:\/\/(?:[^/?#@]*@)?([^/?#@]+)([^?#]*)/.exec(url ?? '');
  return { host: found?.[1], path: found?.[2] };
}

function addressOf(get: Lookup, target: Target): string | undefined {
  const host = firstOf(get, 'server.address', 'net.peer.name');
  const port = firstOf(get, 'server.port', 'net.peer.port');
  if (host === undefined) return target.host;
  return port === undefined ? host : `${host}:${port}`;
}

// Path segments with digits, or long ones, are ids. Without them one place would have many names.
function routeOfPath(path: string | undefined): string {
  if (path === undefined || path === '') return '';
  return path
    .split('/')
    .map((part) => (/\d/.test(part) || part.length > 32 ? '*' : part))
    .join('/');
}

/** Service and method of gRPC and similar protocols. Newer instrumentations give both as one name. */
function procedureOf(get: Lookup): string | undefined {
  const method = text(get('rpc.method'));
  const service = text(get('rpc.service'));
  if (method === undefined || method.includes('/') || service === undefined) return method ?? service;
  return `${service}/${method}`;
}

/**
 * The destination of a request. On the sender: method, address and route, such as `POST billing:80/pay`. On the
 * receiver: its route. For a remote procedure call: service and method on both sides.
 */
export function requestDestination(kind: SpanKind, get: Lookup): string | undefined {
  const procedure = procedureOf(get);
  if (kind === 'server') return text(get(attribute.httpRoute)) ?? procedure;
  if (procedure !== undefined) return procedure;
  const target = targetOf(firstOf(get, 'url.full', 'http.url'));
  const route =
    text(get('url.template')) ?? routeOfPath(target.path ?? firstOf(get, 'url.path', 'http.target'));
  const place = `${addressOf(get, target) ?? ''}${route}`;
  if (place === '') return undefined;
  const method = methodOf(get);
  return method === undefined ? place : `${method} ${place}`;
}
