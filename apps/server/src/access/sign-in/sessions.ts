import type { FastifyReply, FastifyRequest } from 'fastify';
import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import type { Person } from '../../http/caller.js';
import { ClaimError, personOf } from './claims.js';
import type { Cookies } from './cookies.js';
import { ProviderUnavailable, type Granted, type Provider } from './provider.js';
import type { Seal } from './seal.js';
import {
  contentOf,
  longestSessionS,
  newSession,
  renewedSession,
  sessionFrom,
  type Session,
} from './session.js';
import type { SignInSettings } from './settings.js';

const cookie = 'session';

export interface SessionParts {
  readonly settings: SignInSettings;
  readonly provider: Pick<Provider, 'renew'>;
  readonly seal: Seal;
  readonly cookies: Cookies;
}

/** Visits of people. The browser carries each, sealed; the server remembers only which ones were ended. */
export class Sessions {
  readonly #parts: SessionParts;
  readonly #lifeS: number;
  /** Renewals under way or just done, by visit: requests that come together share one, and its new token. */
  readonly #renewals = new Map<string, Promise<Session | undefined>>();
  /** Visits that were signed out, until their cookies count no more anyway; epoch milliseconds. */
  readonly #ended = new Map<string, number>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#lifeS = parts.settings.sessionMinutes * 60;
  }

  async begin(reply: FastifyReply, person: Person, granted: Granted): Promise<void> {
    await this.#write(reply, newSession(person, granted, this.#lifeS));
  }

  /** The visit that the request belongs to, asked for anew at the provider when its time is over. */
  async find(request: FastifyRequest, reply: FastifyReply): Promise<Session | undefined> {
    const session = await this.read(request);
    if (session === undefined) return undefined;
    if (Date.now() / 1000 < session.untilS) return session;
    const renewed = await this.#renewed(session);
    if (renewed === undefined) this.#parts.cookies.clear(reply, cookie);
    else await this.#write(reply, renewed);
    return renewed;
  }

  /** The visit as the cookie tells it, also when its time is over; not one that was signed out. */
  async read(request: FastifyRequest): Promise<Session | undefined> {
    const sealed = this.#parts.cookies.read(request, cookie);
    const session = sealed === undefined ? undefined : sessionFrom(await this.#parts.seal.open(sealed));
    return session === undefined || this.#ended.has(session.id) ? undefined : session;
  }

  end(reply: FastifyReply, session: Session | undefined): void {
    this.#parts.cookies.clear(reply, cookie);
    if (session === undefined) return;
    const nowMs = Date.now();
    for (const [id, untilMs] of this.#ended) if (untilMs <= nowMs) this.#ended.delete(id);
    this.#ended.set(session.id, (session.begunS + longestSessionS) * 1000);
  }

  async #write(reply: FastifyReply, session: Session): Promise<void> {
    const lifeS = Math.floor(session.begunS + longestSessionS - Date.now() / 1000);
    this.#parts.cookies.write(reply, cookie, await this.#parts.seal.seal(contentOf(session), lifeS), lifeS);
  }

  async #renewed(session: Session): Promise<Session | undefined> {
    const key = `${session.id} ${session.untilS}`;
    let renewal = this.#renewals.get(key);
    if (renewal === undefined) {
      renewal = this.#renew(session);
      this.#renewals.set(key, renewal);
      const forget = () => this.#renewals.delete(key);
      // Requests with the old cookie may still be on their way.
      renewal.then(() => setTimeout(forget, 30_000).unref(), forget);
    }
    const renewed = await renewal;
    return renewed !== undefined && this.#ended.has(renewed.id) ? undefined : renewed;
  }

  async #renew(session: Session): Promise<Session | undefined> {
    if (session.refreshToken === undefined) return undefined;
    try {
      const granted = await this.#parts.provider.renew(session.refreshToken, session.person.subject);
      const person = personOf(granted.claims, this.#parts.settings);
      return renewedSession(session, person, granted, this.#lifeS);
    } catch (error) {
      if (knowsNoMore(error)) return undefined;
      throw error instanceof ProviderUnavailable
        ? error
        : new ProviderUnavailable('It did not renew a visit');
    }
  }
}

/** Whether the provider has answered, and what it said ends the visit. */
function knowsNoMore(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return error.status < 500;
  if (error instanceof ClientError) return error.code !== 'OAUTH_TIMEOUT';
  return error instanceof ClaimError || error instanceof WWWAuthenticateChallengeError;
}
