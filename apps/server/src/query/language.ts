import { languages, type Language } from '@ordertrace/model';
import type { FastifyRequest } from 'fastify';

/** The first language of `Accept-Language` that sentences are written in; English where none is. */
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
