import { isProblemDetails } from './problem.js';
import type {
  FlowView,
  Journey,
  OrderCounts,
  OrderCountsQuery,
  OrderList,
  OrderListQuery,
  OrderWithDiagnosis,
  ProblemDetails,
  TraceWithLogs,
} from './schemas.js';

/**
 * The API as functions. Each rejects with an `ApiError`: one the server gave reasons for has its `problem`; a
 * server that can't be reached, or that answers something else than JSON, has a `problem` made here, with the
 * code `unreachable` or `unreadable_answer`. An aborted call rejects with the signal's reason.
 */
export interface ApiClient {
  orders(query: OrderListQuery, options?: CallOptions): Promise<OrderList>;
  orderCounts(query: OrderCountsQuery, options?: CallOptions): Promise<OrderCounts>;
  /** Without a tenant, an id that several tenants use is refused with the `choices` in the problem. */
  order(key: OrderKey, options?: CallOptions): Promise<OrderWithDiagnosis>;
  journey(key: OrderKey, options?: CallOptions): Promise<Journey>;
  trace(traceId: string, options?: CallOptions): Promise<TraceWithLogs>;
  flow(options?: CallOptions): Promise<FlowView>;
}

export interface OrderKey {
  readonly orderId: string;
  readonly tenantId?: string | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface ApiClientSettings {
  /** Where the API is, without a slash at its end: `http://localhost:7070/api/v1`, or `/api/v1` in a page. */
  readonly baseUrl: string;
  /** Asked before each call; reasons come in this language (`en`, `ru`). */
  readonly language?: () => string;
  readonly fetch?: typeof fetch;
}

/** An answer that is not the thing asked for. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: ProblemDetails;

  constructor(problem: ProblemDetails, options?: ErrorOptions) {
    super(problem.detail ?? problem.title, options);
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export function apiClient(settings: ApiClientSettings): ApiClient {
  const get = async <T>(path: string, query: Query, options: CallOptions = {}): Promise<T> => {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (settings.language !== undefined) {
      headers['accept-language'] = settings.language();
    }
    const response = await send(settings, `${path}${queryText(query)}`, {
      headers,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const body = await readJson(response);
    if (!response.ok) {
      throw new ApiError(isProblemDetails(body) ? body : unreadable(response.status));
    }
    return body as T;
  };
  const ofOrder = (key: OrderKey) => `/orders/${encodeURIComponent(key.orderId)}`;
  return {
    orders: (query, options) => get('/orders', query, options),
    orderCounts: (query, options) => get('/orders/counts', query, options),
    order: (key, options) => get(ofOrder(key), { tenant: key.tenantId }, options),
    journey: (key, options) => get(`${ofOrder(key)}/journey`, { tenant: key.tenantId }, options),
    trace: (traceId, options) => get(`/traces/${encodeURIComponent(traceId)}`, {}, options),
    flow: (options) => get('/flow', {}, options),
  };
}

async function send(settings: ApiClientSettings, path: string, init: RequestInit): Promise<Response> {
  const call = settings.fetch ?? fetch;
  try {
    return await call(`${settings.baseUrl}${path}`, init);
  } catch (error) {
    if (init.signal?.aborted === true) {
      throw error;
    }
    throw new ApiError(
      { type: 'about:blank', title: 'The server does not answer.', status: 0, code: 'unreachable' },
      { cause: error },
    );
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') {
      throw error;
    }
    throw new ApiError(unreadable(response.status), { cause: error });
  }
}

function unreadable(status: number): ProblemDetails {
  const title = 'The server answered with something that is no answer of this API.';
  return { type: 'about:blank', title, status, code: 'unreadable_answer' };
}

function queryText(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') {
      search.set(name, String(value));
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
