import { textsIn, type Language, type Texts } from '@ordertrace/words';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { html, type Html } from './html.js';
import { pageLanguage } from './page-language.js';

export interface PageContent {
  readonly language: Language;
  readonly title: string;
  readonly body: Html;
  /** The address of the page, if the request's own can't be loaded again. */
  readonly at?: string;
  /** Content of the head beside the page's name: the person and the sign-out. */
  readonly beside?: Html;
}

/** Sends a whole page without scripts; its one style file comes from our own origin. */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { language, title, body, beside, at = request.url }: PageContent,
): FastifyReply {
  const t = textsIn(language);
  const otherLanguage = language === 'ru' ? 'en' : 'ru';
  const page = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/pages.css" />
      </head>
      <body>
        <a class="skip" href="#content">${t('page.skip')}</a>
        <header>
          <span class="brand">${t('page.brand')}</span>${beside}
          <a
            class="language"
            lang="${otherLanguage}"
            hreflang="${otherLanguage}"
            href="${withLanguage(at, otherLanguage)}"
            >${t('page.otherLanguage')}</a
          >
        </header>
        <main id="content" tabindex="-1">${body}</main>
      </body>
    </html> `;
  return reply
    .header('cache-control', 'no-store')
    .header('vary', 'accept-language, cookie')
    .header('x-robots-tag', 'noindex, nofollow')
    .type('text/html; charset=utf-8')
    .send(page.text);
}

export interface Notice {
  readonly title: string;
  readonly text: string;
  readonly back?: Html;
}

/** A page with one message, in the language of the request. */
export function sendNotice(
  request: FastifyRequest,
  reply: FastifyReply,
  noticeIn: (t: Texts) => Notice,
): FastifyReply {
  const language = pageLanguage(request, reply);
  const { title, text, back } = noticeIn(textsIn(language));
  return sendPage(request, reply, {
    language,
    title,
    body: html`<h1>${title}</h1>
      <p>${text}</p>
      ${back}`,
  });
}

/** The same address in another language. */
function withLanguage(url: string, language: Language): string {
  const [path = '/', query = ''] = url.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('lang', language);
  return `${path}?${parameters.toString()}`;
}
