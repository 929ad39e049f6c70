import type { Availability } from './availability.js';

/** The service refused the request because of its content or the order's stage. */
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

export interface ApiOptions {
  readonly availability: Availability;
  readonly base: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface CallInput {
  readonly json?: unknown;
  readonly file?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** HTTP API of one service. */
export class ApiClient {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** Returns the JSON of the answer. Throws `Refused` or `Unavailable`. */
  async call(method: 'GET' | 'POST' | 'PUT', path: string, input: CallInput = {}): Promise<unknown> {
    const { availability } = this.#options;
    availability.check();
    const response = await this.#fetch(method, path, input);
    const text = await this.#orUnavailable(response.text());
    if (response.status === 429 || response.status >= 500) {
      throw availability.failed(Number(response.headers.get('retry-after')) * 1000, text.slice(0, 200));
    }
    availability.answered();
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
      throw this.#options.availability.failed(0, error);
    }
  }
}

/** `code` of the problem details. */
function problemCode(text: string): string {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'string' ? code : '';
  } catch {
    return '';
  }
}
