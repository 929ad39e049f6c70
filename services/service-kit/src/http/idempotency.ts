import { createHash } from 'node:crypto';
import type { Migration } from '@ordertrace/messaging';
import type { FastifyRequest } from 'fastify';
import type { ClientBase, Pool } from 'pg';
import { Type } from 'typebox';
import { Problem } from './problem.js';

export const idempotencyMigration: Migration = {
  name: 'service-idempotency-1',
  sql: `
    CREATE TABLE idempotency_keys (
      scope text NOT NULL,
      key text NOT NULL,
      request_hash text NOT NULL,
      answer jsonb,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (scope, key)
    );`,
};

/** The header of requests that take effect at most once, for the document; `idempotent` checks it. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Chosen by the caller; the same key takes effect once. 1 to 200 characters' }),
  ),
});

/** A request that takes effect at most once. */
export interface IdempotentRequest {
  /** Owner of the key: keys of different scopes are independent. */
  readonly scope: string;
  /** Undefined: every request takes effect. */
  readonly key: string | undefined;
  /** Address and body, which identify the request. */
  readonly content: unknown;
}

const maxKeyLength = 200;

/** Reads the request's `Idempotency-Key`. Throws a `Problem` if it is invalid. */
export function idempotent(request: FastifyRequest, scope: string): IdempotentRequest {
  const header = request.headers['idempotency-key'];
  const content = [request.method, request.url, request.body];
  if (header === undefined) return { scope, key: undefined, content };
  if (typeof header !== 'string' || header === '' || header.length > maxKeyLength) {
    const detail = `Idempotency-Key holds 1 to ${maxKeyLength} characters.`;
    throw new Problem({ status: 400, code: 'invalid_request', detail });
  }
  return { scope, key: header, content };
}

/**
 * Runs `work` within the transaction, or returns the earlier answer for the same key. Of two concurrent
 * requests, the second waits. A refusal is not stored, so the request can be retried. Throws a `Problem`
 * (422) if the key was used for another request.
 */
export async function once<T>(
  client: ClientBase,
  request: IdempotentRequest,
  work: () => Promise<T>,
): Promise<T> {
  const { scope, key } = request;
  if (key === undefined) return work();
  const { rowCount } = await client.query(
    'INSERT INTO idempotency_keys (scope, key, request_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [scope, key, hashOf(request)],
  );
  if (rowCount === 0) {
    const earlier = await earlierAnswer<T>(client, request);
    if (earlier !== undefined) return earlier;
  }
  const answer = await work();
  await client.query('UPDATE idempotency_keys SET answer = $3 WHERE scope = $1 AND key = $2', [
    scope,
    key,
    JSON.stringify(answer),
  ]);
  return answer;
}

/**
 * The earlier answer to the same request; undefined if the request is new. Throws a `Problem` (422) if the
 * key was used for another request.
 */
export async function earlierAnswer<T>(
  db: Pool | ClientBase,
  request: IdempotentRequest,
): Promise<T | undefined> {
  const { scope, key } = request;
  if (key === undefined) return undefined;
  const { rows } = await db.query<{ request_hash: string; answer: T | null }>(
    'SELECT request_hash, answer FROM idempotency_keys WHERE scope = $1 AND key = $2',
    [scope, key],
  );
  const [earlier] = rows;
  if (earlier === undefined) return undefined;
  if (earlier.request_hash === hashOf(request)) return earlier.answer ?? undefined;
  throw new Problem({
    status: 422,
    code: 'idempotency_key_reused',
    detail: 'This Idempotency-Key came with another request; use a new key for a new request.',
  });
}

function hashOf({ content }: IdempotentRequest): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
