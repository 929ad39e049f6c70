import { isLanguage, type Language } from '@ordertrace/words';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf } from '../http/reader.js';

const cookie = 'ordertrace_language';
const yearS = 31_536_000;

/**
 * The language of a page: from its address (which sets a cookie), else from the cookie, else from the
 * browser.
 */
export function pageLanguage(request: FastifyRequest, reply: FastifyReply): Language {
  const { lang } = request.query as { readonly lang?: string };
  if (isLanguage(lang)) {
    void reply.header('set-cookie', `${cookie}=${lang}; Path=/; Max-Age=${yearS}; SameSite=Lax; HttpOnly`);
    return lang;
  }
  const remembered = new RegExp(`(?:^|; )${cookie}=(\\w+)`).exec(request.headers.cookie ?? '')?.[1];
  return isLanguage(remembered) ? remembered : languageOf(request);
}
