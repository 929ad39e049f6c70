/** The service answered that it won't, for a reason that lies with the request or the order's stage. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(what: string, status: number, code: string) {
    super(`${what}: ${status} ${code}`);
    this.name = 'Refused';
    this.status = status;
    this.code = code;
  }
}

/** The service is away or overloaded; it may be asked again after a while. */
export class Unavailable extends Error {
  readonly api: string;
  readonly retryAfterMs: number;

  constructor(api: string, retryAfterMs: number, cause?: unknown) {
    super(`${api} does not answer`, { cause });
    this.name = 'Unavailable';
    this.api = api;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface ApiOptions {
  /** For people: `Shop API`. */
  readonly name: string;
  readonly base: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface CallInput {
  readonly json?: unknown;
  readonly file?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

const firstPauseMs = 1000;
const longestPauseMs = 30_000;

/** One service's HTTP API. While the service is away it is asked ever more seldom, whoever asks. */
export class ApiClient {
  readonly #options: ApiOptions;
  #pauseMs = 0;
  #pausedUntil = 0;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  /** The answer's JSON. Throws `Refused` or `Unavailable`. */
  async call(method: 'GET' | 'POST' | 'PUT', path: string, input: CallInput = {}): Promise<unknown> {
    const waitMs = this.#pausedUntil - Date.now();
    if (waitMs > 0) throw new Unavailable(this.name, waitMs);
    const response = await this.#fetch(method, path, input);
    const text = await this.#orUnavailable(response.text());
    if (response.status === 429 || response.status >= 500) {
      throw this.#unavailable(Number(response.headers.get('retry-after')) * 1000, text.slice(0, 200));
    }
    this.#pauseMs = 0;
    if (!response.ok) throw new Refused(`${method} ${path}`, response.status, problemCode(text));
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }

  async #fetch(method: string, path: string, { json, file, headers }: CallInput): Promise<Response> {
    const body = file ?? (json === undefined ? undefined : JSON.stringify(json));
    const type = file ? { 'content-type': 'model/stl' } : json ? { 'content-type': 'application/json' } : {};
    return this.#orUnavailable(
      fetch(this.#options.base + path, {
        method,
        headers: { ...this.#options.headers, ...type, ...headers },
        signal: AbortSignal.any([this.#options.signal, AbortSignal.timeout(15_000)]),
        ...(body === undefined ? {} : { body: body as string | Uint8Array<ArrayBuffer> }),
      }),
    );
  }

  async #orUnavailable<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      this.#options.signal.throwIfAborted();
      throw this.#unavailable(0, error);
    }
  }

  #unavailable(retryAfterMs: number, cause: unknown): Unavailable {
    this.#pauseMs = Math.min(Math.max(this.#pauseMs * 2, firstPauseMs), longestPauseMs);
    const pauseMs = retryAfterMs > 0 ? retryAfterMs : this.#pauseMs;
    this.#pausedUntil = Date.now() + pauseMs;
    return new Unavailable(this.name, pauseMs, cause);
  }
}

/** The stable code of problem details. */
function problemCode(text: string): string {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'string' ? code : '';
  } catch {
    return '';
  }
}
