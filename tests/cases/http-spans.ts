import type { App, SpanHandle, SpanInput, Story } from './story.js';

/** An HTTP call as the caller records it. */
export interface CallInput {
  readonly from?: App;
  readonly host: string;
  readonly method?: string;
  readonly path: string;
  readonly at: number;
  readonly lasts?: number;
  readonly under?: SpanHandle;
  /** The answer; absent: none came. */
  readonly status?: number;
  /** What the client reports instead of an answer. */
  readonly error?: string;
  readonly exported?: boolean;
}

export function isErrorStatus(status: number | undefined): boolean {
  return status === undefined || status >= 400;
}

/** A client's span by today's HTTP conventions. */
export function httpCall(story: Story, call: CallInput, more: Partial<SpanInput> = {}): SpanHandle {
  const { from = story.cast.shop, host, method = 'POST', path, at, lasts = 0.2, under, status } = call;
  const failure = call.error ?? (isErrorStatus(status) ? String(status) : undefined);
  return story.span(from, {
    name: method,
    kind: 'client',
    at,
    lasts,
    ...(under === undefined ? {} : { under }),
    ...(failure === undefined ? {} : { error: failure }),
    ...more,
    attributes: {
      'http.request.method': method,
      'url.full': `http://${host}:8080${path}`,
      'server.address': host,
      'server.port': 8080n,
      ...(status === undefined ? {} : { 'http.response.status_code': BigInt(status) }),
      ...(failure === undefined ? {} : { 'error.type': call.error ?? String(status) }),
      ...more.attributes,
    },
  });
}

/** The same by the conventions before 2023, as many agents still send it. */
export function oldHttpCall(story: Story, call: CallInput): SpanHandle {
  const { from = story.cast.shop, host, method = 'POST', path, at, lasts = 0.2, under, status } = call;
  const failure = call.error ?? (isErrorStatus(status) ? String(status) : undefined);
  return story.span(from, {
    name: `HTTP ${method}`,
    kind: 'client',
    at,
    lasts,
    ...(under === undefined ? {} : { under }),
    ...(failure === undefined ? {} : { error: failure }),
    attributes: {
      'http.method': method,
      'http.url': `http://${host}:8080${path}`,
      'net.peer.name': host,
      'net.peer.port': 8080n,
      ...(status === undefined ? {} : { 'http.status_code': BigInt(status) }),
    },
  });
}

export interface ServedInput extends Partial<SpanInput> {
  readonly at: number;
  readonly method?: string;
  readonly route: string;
  readonly status?: number;
}

/** A server's span by today's HTTP conventions: 5xx is its error, 4xx is not. */
export function httpServed(story: Story, app: App, served: ServedInput): SpanHandle {
  const { method = 'POST', route, status = 200, ...more } = served;
  return story.span(app, {
    name: `${method} ${route}`,
    kind: 'server',
    lasts: 0.15,
    ...(status >= 500 ? { error: '' } : {}),
    ...more,
    attributes: {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': BigInt(status),
      ...(status >= 500 ? { 'error.type': String(status) } : {}),
      ...more.attributes,
    },
  });
}
