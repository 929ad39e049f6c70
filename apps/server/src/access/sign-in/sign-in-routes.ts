import { SignedOut } from '@ordertrace/api';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { html } from '../../pages/html.js';
import { refuseOtherSites } from '../request-origin.js';
import { ClaimError, personOf } from './claims.js';
import type { Cookies } from './cookies.js';
import { ProviderUnavailable, type Granted, type Provider, type SignInAttempt } from './provider.js';
import type { Seal } from './seal.js';
import type { Session } from './session.js';
import type { Sessions } from './sessions.js';
import type { SignInSettings } from './settings.js';
import { sendSignInPage } from './sign-in-page.js';

export interface SignInContext {
  readonly settings: SignInSettings;
  readonly provider: Provider;
  readonly sessions: Sessions;
  readonly seal: Seal;
  readonly cookies: Cookies;
}

const attemptLifeS = 600;
const LoginQuery = Type.Object({ to: Type.Optional(Type.String({ maxLength: 4096 })) });
const Attempt = Type.Object({
  state: Type.String(),
  nonce: Type.String(),
  verifier: Type.String(),
  to: Type.String(),
});
const CallbackQuery = Type.Object({ state: Type.Optional(Type.String({ maxLength: 512 })) });

/** Routes for signing in and out. They are pages, not API: browsers open them by links. */
export const signInRoutes: FastifyPluginCallbackTypebox<SignInContext> = (app, parts, done) => {
  const { provider, sessions, seal, cookies, settings } = parts;
  const hidden = { hide: true };

  app.get('/login', { schema: { ...hidden, querystring: LoginQuery } }, async (request, reply) => {
    try {
      const { location, attempt } = await provider.begin();
      const to = ownPath(request.query.to, settings.publicUrl);
      cookies.write(
        reply,
        attemptCookie(attempt.state),
        await seal.seal({ ...attempt, to }, attemptLifeS),
        attemptLifeS,
      );
      return await reply.header('cache-control', 'no-store').redirect(location.href);
    } catch (error) {
      return sendFailure(request, reply, error);
    }
  });

  app.get('/callback', { schema: { ...hidden, querystring: CallbackQuery } }, async (request, reply) => {
    const begun = await attemptOf(parts, request, request.query.state);
    if (begun === undefined) return sendSignInPage(request, reply, { status: 400, text: 'lost' });
    cookies.clear(reply, attemptCookie(begun.attempt.state));
    try {
      const granted = await provider.finish(queryOf(request.url), begun.attempt);
      return await enter(parts, { request, reply, granted, to: begun.to });
    } catch (error) {
      return sendFailure(request, reply, error);
    }
  });

  app.get('/signed-out', { schema: hidden }, (request, reply) =>
    sendSignInPage(request, reply, { status: 200, text: 'signedOut' }),
  );

  app.post(
    '/logout',
    { schema: { summary: 'Ends the visit; go to `location` next', response: { 200: SignedOut } } },
    async (request, reply) => {
      refuseOtherSites(request, 'session');
      const session = await sessions.read(request);
      await sessions.end(reply, session);
      const location = await endAtProvider(parts, request, session);
      return wantsPage(request) ? sendOnwards(reply, location) : { location };
    },
  );
  done();
};

/** A separate cookie for each attempt, so that sign-ins in two tabs don't disturb each other. */
function attemptCookie(state: string): string {
  return `sign_in_${state.replace(/[^\w-]/g, '').slice(0, 12)}`;
}

interface Begun {
  readonly attempt: SignInAttempt;
  readonly to: string;
}

/** The attempt of this browser with this state. */
async function attemptOf(
  { seal, cookies }: SignInContext,
  request: FastifyRequest,
  state: string | undefined,
): Promise<Begun | undefined> {
  const sealed = state === undefined ? undefined : cookies.read(request, attemptCookie(state));
  const content = sealed === undefined ? undefined : await seal.open(sealed);
  if (!Value.Check(Attempt, content) || content.state !== state) return undefined;
  return { attempt: content, to: content.to };
}

interface Entering {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly granted: Granted;
  readonly to: string;
}

async function enter({ sessions, settings }: SignInContext, entering: Entering): Promise<FastifyReply> {
  const { request, reply, granted, to } = entering;
  const person = personOf(granted.claims, settings);
  const { subject, roles } = person;
  if (roles.length === 0) {
    request.log.warn({ subject }, 'signed in at the provider, and has no role here');
    return sendSignInPage(request, reply, { status: 403, text: 'noRole' });
  }
  await sessions.begin(reply, person, granted);
  request.log.info({ subject, roles }, 'signed in');
  return reply.header('cache-control', 'no-store').redirect(to);
}

/** The reason is only logged: the page may be seen by a stranger. */
function sendFailure(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
  request.log.warn({ reason }, 'sign-in failed');
  if (error instanceof ProviderUnavailable)
    return sendSignInPage(request, reply, { status: 503, text: 'unavailable' });
  return sendSignInPage(request, reply, {
    status: 403,
    text: error instanceof ClaimError ? 'noRole' : 'refused',
  });
}

/** The local sign-out is already done; a provider that does not respond can't undo it. */
async function endAtProvider(
  { provider, settings }: SignInContext,
  request: FastifyRequest,
  session: Session | undefined,
): Promise<string> {
  const signedOut = new URL('/signed-out', settings.publicUrl);
  if (session === undefined) return signedOut.href;
  try {
    if (session.refreshToken !== undefined) await provider.revoke(session.refreshToken);
    return ((await provider.endOfSession(session.idToken, signedOut)) ?? signedOut).href;
  } catch (error) {
    request.log.warn(
      { reason: error instanceof Error ? error.message : '' },
      'provider not notified of a sign-out',
    );
    return signedOut.href;
  }
}

/** Whether a form was sent, not a program's request. */
function wantsPage({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}

/** Continues automatically: the policy of the pages forbids a form's redirect to another origin. */
function sendOnwards(reply: FastifyReply, location: string): FastifyReply {
  const { text } = html`<!doctype html>
    <html lang="en">
      <meta name="viewport" content="width=device-width" />
      <meta http-equiv="refresh" content="0; url=${location}" /><title>Ordertrace</title>
      <main>
        <h1>Ordertrace</h1>
        <p><a href="${location}">…</a></p>
      </main>
    </html> `;
  return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(text);
}

/** The path to return to. Only our own paths are accepted from a link. */
function ownPath(to: string | undefined, publicUrl: URL): string {
  if (to === undefined || !URL.canParse(to, publicUrl.href)) return '/';
  const url = new URL(to, publicUrl);
  if (url.origin !== publicUrl.origin || url.pathname.startsWith('//')) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}

function queryOf(url: string): string {
  const from = url.indexOf('?');
  return from < 0 ? '' : url.slice(from);
}
