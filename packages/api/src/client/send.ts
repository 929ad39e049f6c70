import { definedFields } from '@ordertrace/conventions';
import { damagedFilesOf } from '../incomplete.js';
import { isProblemDetails } from '../problem.js';
import type { ProblemDetails } from '../schemas/problem-details.js';
import { TaggedAnswers, type TaggedAnswer } from './tagged-answers.js';

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface ApiClientSettings {
  /** URL of the API without a trailing slash: `http://localhost:7070/api/v1`, or `/api/v1` in a page. */
  readonly baseUrl: string;
  /** Called before each request. Returns the language of the server's texts (`en`, `ru`). */
  readonly language?: () => string;
  readonly fetch?: typeof fetch;
  /** Called for each answer with the number of damaged files that affect it; 0 for a complete answer. */
  readonly onDamagedFiles?: (count: number) => void;
}

/** Error of a failed call; `problem` has the reason. */
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

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** HTTP requests of the client's functions. */
export interface Calls {
  /** An answer that the server says is unchanged is the same object as before: don't change it. */
  get<T>(path: string, query: Query, options?: CallOptions): Promise<T>;
  post<T>(path: string, body: unknown, options?: CallOptions): Promise<T>;
  delete<T>(path: string, options?: CallOptions): Promise<T>;
  /** Posts the file unchanged. */
  upload<T>(path: string, what: { query: Query; file: FileBody }, options?: CallOptions): Promise<T>;
}

export type FileBody = Blob | ReadableStream<Uint8Array>;

export function callsTo(settings: ApiClientSettings): Calls {
  const answers = new TaggedAnswers();
  const request = async (
    path: string,
    { before, ...init }: RequestInit & { before?: TaggedAnswer | undefined },
    options: CallOptions = {},
  ): Promise<{ body: unknown; tag?: string | null }> => {
    const headers = new Headers({ accept: 'application/json' });
    if (settings.language !== undefined) headers.set('accept-language', settings.language());
    if (typeof init.body === 'string') headers.set('content-type', 'application/json');
    else if (init.body !== undefined) headers.set('content-type', 'application/octet-stream');
    if (before !== undefined) headers.set('if-none-match', before.tag);
    const { signal } = options;
    // Answers have orders of customers: they stay in memory, never in a browser's cache.
    const memoryOnly = { cache: 'no-store' } as RequestInit;
    const asked = { ...init, ...memoryOnly, headers, ...definedFields({ signal }) };
    const response = await send(settings, path, asked);
    const isUnchanged = response.status === 304 && before !== undefined;
    const body = isUnchanged ? before.body : await readJson(response);
    if (!response.ok && !isUnchanged) {
      throw new ApiError(isProblemDetails(body) ? body : unreadable(response.status));
    }
    settings.onDamagedFiles?.(damagedFilesOf(response.headers));
    return { body, tag: response.headers.get('etag') };
  };
  const call = async <T>(path: string, init: RequestInit, options?: CallOptions): Promise<T> =>
    (await request(path, init, options)).body as T;
  return {
    get: async <T>(path: string, query: Query, options?: CallOptions) => {
      const asked = `${path}${queryText(query)}`;
      const question = `${settings.language?.() ?? ''} ${asked}`;
      const { body, tag } = await request(asked, { before: answers.get(question) }, options);
      if (typeof tag === 'string') answers.keep(question, { tag, body });
      return body as T;
    },
    post: (path, body, options) => call(path, { method: 'POST', body: JSON.stringify(body) }, options),
    delete: (path, options) => call(path, { method: 'DELETE' }, options),
    upload: (path, { query, file }, options) => {
      const init = { method: 'POST', body: file, duplex: 'half' } as RequestInit;
      return call(`${path}${queryText(query)}`, init, options);
    },
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

export function queryText(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') {
      search.set(name, String(value));
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
