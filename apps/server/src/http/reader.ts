import { nanosFromMillis, type EpochNanos, type Flows } from '@ordertrace/model';
import { languages, type Language } from '@ordertrace/words';
import type { FastifyRequest } from 'fastify';
import { maySeeInside } from './caller.js';

/** The reader of sentences, the current time, on which durations depend, and the flows, which name stages. */
export interface Reader {
  readonly language: Language;
  readonly nowNanos: EpochNanos;
  readonly flows: Flows;
  /** Whether reasons and problems may be shown; partners see only their orders. */
  readonly inside: boolean;
}

export function readerOf(request: FastifyRequest, flows: Flows): Reader {
  return {
    language: languageOf(request),
    nowNanos: nanosFromMillis(Date.now()),
    flows,
    inside: maySeeInside(request.person),
  };
}

/** The first supported language of `Accept-Language`; English by default. */
export function languageOf(request: FastifyRequest): Language {
  const asked = (request.headers['accept-language'] ?? '')
    .split(',')
    .map((part) => part.trim().slice(0, 2).toLowerCase());
  for (const tag of asked) {
    const known = languages.find((language) => language === tag);
    if (known !== undefined) return known;
  }
  return 'en';
}
