import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { ModelStoreError } from './errors.js';

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface S3Options {
  readonly bucket: string;
  /** Prefix of all keys, without slashes at its ends; may be empty. */
  readonly prefix: string;
  readonly region: string;
  /** Address of a server other than Amazon's; the bucket is then part of the path. */
  readonly endpoint?: URL;
  readonly credentials: S3Credentials;
}

export interface S3RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Creates a new body for each try. */
  readonly body?: () => Readable;
}

type Method = 'GET' | 'HEAD' | 'PUT' | 'DELETE';

const TRIES = 3;
const FIRST_PAUSE_MS = 200;
const ANSWER_WITHIN_MS = 120_000;

/** Signed requests to one bucket, with retries after errors of the server or the network. */
export class S3Client {
  readonly #signer: AwsClient;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor({ bucket, prefix, region, endpoint, credentials }: S3Options) {
    this.#signer = new AwsClient({ ...credentials, service: 's3', region });
    this.#bucket = endpoint
      ? `${endpoint.origin}${endpoint.pathname.replace(/\/$/, '')}/${bucket}`
      : `https://${bucket}.s3.${region}.amazonaws.com`;
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
  }

  /**
   * Sends a request for one key, or for the bucket.
   * @throws {ModelStoreError} `model_store_unavailable` when there is no answer.
   */
  async request(method: Method, key: string | undefined, options: S3RequestOptions = {}): Promise<Response> {
    for (let tries = 1; ; tries++) {
      try {
        const answer = await this.#send(method, key, options);
        if (answer.status < 500 || tries === TRIES) return answer;
        await answer.body?.cancel();
      } catch (error) {
        if (tries === TRIES) throw unreachable(error);
      }
      await delay(FIRST_PAUSE_MS * 2 ** (tries - 1));
    }
  }

  async #send(
    method: Method,
    key: string | undefined,
    { headers, body }: S3RequestOptions,
  ): Promise<Response> {
    const url = key === undefined ? this.#bucket : `${this.#bucket}/${this.#prefix}${key}`;
    const signed = await this.#signer.sign(url, { method, headers: headers ?? {} });
    const answerTimer = new AbortController();
    const timer = setTimeout(() => answerTimer.abort(new Error('no answer in time')), ANSWER_WITHIN_MS);
    const stream = body?.();
    try {
      return await fetch(url, {
        method,
        headers: signed.headers,
        signal: answerTimer.signal,
        ...(stream && { body: Readable.toWeb(stream), duplex: 'half' }),
      });
    } finally {
      clearTimeout(timer);
      stream?.destroy();
    }
  }
}

/** The server's answer, without the request, which contains a signature. */
export async function unexpected(answer: Response): Promise<ModelStoreError> {
  const text = await answer.text().catch(() => '');
  const code = /<Code>(\w{1,60})<\/Code>/.exec(text)?.[1];
  return new ModelStoreError(
    'model_store_unavailable',
    `The S3 server answered ${answer.status}${code === undefined ? '' : ` ${code}`}.`,
  );
}

function unreachable(cause: unknown): ModelStoreError {
  const reason = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause : cause).message : '';
  return new ModelStoreError('model_store_unavailable', `The S3 server can't be reached: ${reason}`, {
    cause,
  });
}
