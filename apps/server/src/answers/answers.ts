import type { Flows } from '@ordertrace/model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readerOf, type Reader } from '../http/reader.js';
import { AnswerMemory } from './answer-memory.js';
import type { StateVersions } from './state-versions.js';

export interface AnswerScope {
  /** As from `tenantScope`. */
  readonly tenantId: string | undefined;
  /** How long a text that depends on the clock may be used; absent if the answer has no such text. */
  readonly clockMs?: number;
}

/**
 * Answers that open pages request after every change: lists and counts of orders and problems. An answer is
 * computed once for each change of its tenant's states, and sent only to those that don't have it.
 */
export class Answers {
  readonly #flows: () => Flows;
  readonly #versions: Pick<StateVersions, 'of'> | undefined;
  readonly #memory = new AnswerMemory();
  /** The flows whose stage names the remembered answers have. */
  #namedBy: Flows | undefined;

  /** Without `versions`, each answer is computed. */
  constructor(flows: () => Flows, versions?: Pick<StateVersions, 'of'>) {
    this.#flows = flows;
    this.#versions = versions;
  }

  /** Responds 304 if `If-None-Match` has the tag of the answer. */
  async send<Reply extends FastifyReply>(
    { request, reply, ...scope }: AnswerScope & { readonly request: FastifyRequest; readonly reply: Reply },
    compute: (reader: Reader) => Promise<unknown>,
  ): Promise<Reply> {
    const flows = this.#flows();
    if (flows !== this.#namedBy) this.forget();
    this.#namedBy = flows;
    const reader = readerOf(request, flows);
    const { text, tag } = await this.#memory.answer(
      { question: questionOf(request, reader, scope), version: this.#versionOf(scope) },
      // JSON by the schema of the route: never bytes.
      async () => reply.serialize(await compute(reader)) as string,
    );
    // A browser may keep the answer, but must ask whether it still holds. Shared caches may not keep it.
    void reply.header('etag', tag).header('cache-control', 'private, no-cache');
    if (hasTag(request.headers['if-none-match'], tag)) void reply.code(304).send();
    else void reply.type('application/json; charset=utf-8').send(text);
    return reply;
  }

  /** Forgets all answers; call it after an erasure. */
  forget(): void {
    this.#memory.clear();
  }

  #versionOf({ tenantId, clockMs }: AnswerScope): string | undefined {
    const version = this.#versions?.of(tenantId);
    if (version === undefined || clockMs === undefined) return version;
    return `${version} ${Math.floor(Date.now() / clockMs)}`;
  }
}

/** Everything that an answer depends on besides the data. */
function questionOf(
  { routeOptions, query }: FastifyRequest,
  { language, inside }: Reader,
  { tenantId }: AnswerScope,
): string {
  return JSON.stringify([routeOptions.url, query, tenantId ?? null, inside, language]);
}

/** Compares weakly, as RFC 9110 says for `If-None-Match`. */
function hasTag(header: string | undefined, tag: string): boolean {
  const opaque = (text: string) => text.trim().replace(/^W\//, '');
  return header?.split(',').some((one) => one.trim() === '*' || opaque(one) === opaque(tag)) ?? false;
}
