import { textsIn } from '@ordertrace/words';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf } from '../../http/reader.js';

interface SignInNotice {
  readonly status: number;
  readonly text: 'signedOut' | 'refused' | 'lost' | 'noRole' | 'unavailable';
}

/** A page without scripts or styles, for people who are not signed in. */
export function sendSignInPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, text }: SignInNotice,
): FastifyReply {
  const language = languageOf(request);
  const t = textsIn(language);
  const link = t(text === 'signedOut' ? 'signIn.signIn' : 'signIn.retry');
  return reply
    .status(status)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="${language}"><meta name="viewport" content="width=device-width">` +
        `<title>Ordertrace</title><main><h1>Ordertrace</h1><p>${t(`signIn.${text}`)}.</p>` +
        `<p><a href="/login">${link}</a></p></main></html>\n`,
    );
}
