import type { Facts } from '@ordertrace/store';
import fastifyCookie from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../http/errors.js';
import type { Access } from './access.js';
import type { Caller } from '../http/caller.js';
import { createCookies } from './sign-in/cookies.js';
import { ProviderUnavailable, type Provider } from './sign-in/provider.js';
import { createSeal } from './sign-in/seal.js';
import { Sessions } from './sign-in/sessions.js';
import type { SignInSettings } from './sign-in/settings.js';
import { signInRoutes } from './sign-in/sign-in-routes.js';
import { bearerToken, TokenRefused, type TokenVerifier } from './tokens/token-holder.js';

export interface SignInAccessOptions {
  readonly settings: SignInSettings;
  readonly provider: Provider;
  readonly tokens: TokenVerifier;
  readonly requestsPerMinute: number;
  readonly facts: Facts | undefined;
}

/** People sign in at an OpenID provider; programs use a token. */
export async function signInAccess(options: SignInAccessOptions): Promise<Access> {
  const { settings, provider, tokens, requestsPerMinute, facts } = options;
  const seal = createSeal(settings.sessionSecret);
  const cookies = createCookies(settings.publicUrl.protocol === 'https:');
  const sessions = new Sessions({ settings, provider, seal, cookies, facts });
  await sessions.load();
  return {
    signIn: true,
    requestsPerMinute,
    identify: async (request, reply) => {
      try {
        return await callerOf({ sessions, tokens }, request, reply);
      } catch (error) {
        throw answerTo(error);
      }
    },
    routes: async (app) => {
      await app.register(fastifyCookie);
      await app.register(signInRoutes, { settings, provider, sessions, seal, cookies });
    },
  };
}

async function callerOf(
  { sessions, tokens }: { readonly sessions: Sessions; readonly tokens: TokenVerifier },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller | undefined> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = bearerToken(authorization);
    if (token === undefined) throw new TokenRefused('Authorization must be "Bearer" and a token');
    const { person } = await tokens.verify(token);
    return { person, by: 'token' };
  }
  const session = await sessions.find(request, reply);
  return session === undefined ? undefined : { person: session.person, by: 'session' };
}

function answerTo(error: unknown): unknown {
  if (error instanceof TokenRefused)
    return new ApiError(401, 'token_refused', { message: `${error.message}.` });
  if (error instanceof ProviderUnavailable) {
    const message = 'The provider of the sign-in does not answer; try again soon.';
    return new ApiError(503, 'sign_in_unavailable', { message, retryAfterS: 10 });
  }
  return error;
}
