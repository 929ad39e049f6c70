import { allPages } from '@ordertrace/conventions';
import { createHash, randomUUID } from 'node:crypto';
import { nanosFromMillis, type Fact } from '@ordertrace/model';
import type { Facts } from '@ordertrace/store';
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

export interface SessionContext {
  readonly settings: SignInSettings;
  readonly provider: Pick<Provider, 'renew'>;
  readonly seal: Seal;
  readonly cookies: Cookies;
  /** The store of sign-outs; without it, a restart forgets them. */
  readonly facts?: Facts | undefined;
}

/** Sessions of people. The browser carries each one encrypted; the server stores only the ended ones. */
export class Sessions {
  readonly #parts: SessionContext;
  readonly #lifeS: number;
  /** Running and recent renewals, by session: concurrent requests share one renewal and its new token. */
  readonly #renewals = new Map<string, Promise<Session | undefined>>();
  /** Marks of signed-out sessions, until their cookies expire; epoch milliseconds. */
  readonly #ended = new Map<string, number>();

  constructor(parts: SessionContext) {
    this.#parts = parts;
    this.#lifeS = parts.settings.sessionMinutes * 60;
  }

  async begin(reply: FastifyReply, person: Person, granted: Granted): Promise<void> {
    await this.#write(reply, newSession(person, granted, this.#lifeS));
  }

  /** The session of the request. An expired one is renewed at the provider. */
  async find(request: FastifyRequest, reply: FastifyReply): Promise<Session | undefined> {
    const session = await this.read(request);
    if (session === undefined) return undefined;
    if (Date.now() / 1000 < session.untilS) return session;
    const renewed = await this.#renewed(session);
    if (renewed === undefined) this.#parts.cookies.clear(reply, cookie);
    else await this.#write(reply, renewed);
    return renewed;
  }

  /** The session in the cookie, even if expired, but not if signed out. */
  async read(request: FastifyRequest): Promise<Session | undefined> {
    const sealed = this.#parts.cookies.read(request, cookie);
    const session = sealed === undefined ? undefined : sessionFrom(await this.#parts.seal.open(sealed));
    return session === undefined || this.#ended.has(markOf(session.id)) ? undefined : session;
  }

  /** Resolves when the sign-out is durable. */
  async end(reply: FastifyReply, session: Session | undefined): Promise<void> {
    this.#parts.cookies.clear(reply, cookie);
    if (session === undefined) return;
    const nowMs = Date.now();
    for (const [id, untilMs] of this.#ended) if (untilMs <= nowMs) this.#ended.delete(id);
    this.#ended.set(markOf(session.id), (session.begunS + longestSessionS) * 1000);
    await this.#parts.facts?.appendFacts([signedOut(session, nowMs)]);
  }

  /** Loads the sign-outs from before the start of this process. */
  async load(): Promise<void> {
    const { facts } = this.#parts;
    if (facts === undefined) return;
    const fromNanos = nanosFromMillis(Date.now() - longestSessionS * 1000);
    const query = { kinds: [signedOutKind], fromNanos, limit: 1000 };
    for await (const page of allPages((from) => facts.facts({ ...query, ...from })))
      for (const { subject, data } of page.facts) this.#ended.set(subject, Number(data['until_ms']));
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
      // Requests with the old cookie may still arrive.
      renewal.then(() => setTimeout(forget, 30_000).unref(), forget);
    }
    const renewed = await renewal;
    return renewed !== undefined && this.#ended.has(markOf(renewed.id)) ? undefined : renewed;
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

const signedOutKind = 'session.signed_out';

/** Identifies a session without giving access to it. */
function markOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}

function signedOut({ id, begunS, person }: Session, nowMs: number): Fact {
  return {
    id: randomUUID(),
    timeNanos: nanosFromMillis(nowMs),
    kind: signedOutKind,
    actor: person.subject,
    tenantId: '',
    orderId: '',
    subject: markOf(id),
    data: { until_ms: (begunS + longestSessionS) * 1000 },
  };
}

/** Whether the provider responded and its response ends the session. */
function knowsNoMore(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return error.status < 500;
  if (error instanceof ClientError) return error.code !== 'OAUTH_TIMEOUT';
  return error instanceof ClaimError || error instanceof WWWAuthenticateChallengeError;
}
