import type { FastifyReply, FastifyRequest } from 'fastify';

const texts = {
  signed_out: {
    en: ['You are signed out', 'Sign in again'],
    ru: ['Вы вышли', 'Войти снова'],
  },
  refused: {
    en: ['The provider did not sign you in', 'Try again'],
    ru: ['Провайдер входа отказал', 'Попробовать снова'],
  },
  lost: {
    en: ['This sign-in was begun too long ago, or in another browser', 'Begin again'],
    ru: ['Этот вход начат слишком давно или в другом браузере', 'Начать снова'],
  },
  no_role: {
    en: ['You are signed in, but no role was given to you here. Ask who manages the sign-in.', 'Try again'],
    ru: [
      'Вход выполнен, но роли здесь у вас нет. Обратитесь к тем, кто управляет входом.',
      'Попробовать снова',
    ],
  },
  unavailable: {
    en: ['The provider of the sign-in does not answer', 'Try again'],
    ru: ['Провайдер входа не отвечает', 'Попробовать снова'],
  },
} as const;

/** A page without program or style, for people whom the console can't be shown. */
export function sendSignInPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, text }: { readonly status: number; readonly text: keyof typeof texts },
): FastifyReply {
  const language = /^ru\b/i.test(request.headers['accept-language'] ?? '') ? 'ru' : 'en';
  const [message, link] = texts[text][language];
  return reply
    .status(status)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="${language}"><meta name="viewport" content="width=device-width">` +
        `<title>Ordertrace</title><main><h1>Ordertrace</h1><p>${message}.</p>` +
        `<p><a href="/login">${link}</a></p></main></html>\n`,
    );
}
