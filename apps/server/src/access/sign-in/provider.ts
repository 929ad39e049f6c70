import { urlRefusal } from '@ordertrace/conventions';
import { createRemoteJWKSet, customFetch, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import * as oidc from 'openid-client';
import { isLocalName } from '../../http/addresses.js';
import type { Claims } from './claims.js';
import type { SignInSettings } from './settings.js';

/** The provider does not respond, or its response is invalid. This is temporary. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/** The provider's response to a code or a refresh token. */
export interface Granted {
  /** The claims about the person, most trusted first. */
  readonly claims: readonly Claims[];
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
}

/** The state of a sign-in while the browser is at the provider. */
export interface SignInAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

interface Known {
  readonly config: oidc.Configuration;
  readonly keys: JWTVerifyGetKey;
}

const asymmetric = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const clockToleranceS = 10;

/** The OpenID provider. Its configuration is fetched on first use, so the server starts without it. */
export class Provider {
  readonly #settings: SignInSettings;
  #known: Promise<Known> | undefined;

  constructor(settings: SignInSettings) {
    this.#settings = settings;
  }

  get #callback(): string {
    return new URL('/callback', this.#settings.publicUrl).href;
  }

  /** Returns the address for the browser, and the state to keep. */
  async begin(): Promise<{ readonly location: URL; readonly attempt: SignInAttempt }> {
    const { config } = await this.#discovered();
    const attempt = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const location = oidc.buildAuthorizationUrl(config, {
      redirect_uri: this.#callback,
      scope: this.#settings.scope,
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
      // Providers require consent before they issue a long-lived refresh token.
      ...(this.#settings.scope.split(' ').includes('offline_access') && { prompt: 'consent' }),
    });
    return { location, attempt };
  }

  /** @param query the query of the address that the browser returned to */
  async finish(query: string, attempt: SignInAttempt): Promise<Granted> {
    const { config } = await this.#discovered();
    const tokens = await oidc.authorizationCodeGrant(config, new URL(`${this.#callback}${query}`), {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
      idTokenExpected: true,
    });
    return this.#granted(tokens, tokens.claims()?.sub ?? '');
  }

  /** Fetches the current claims of the person. */
  async renew(refreshToken: string, subject: string): Promise<Granted> {
    const { config } = await this.#discovered();
    const granted = await this.#granted(await oidc.refreshTokenGrant(config, refreshToken), subject);
    return { ...granted, refreshToken: granted.refreshToken ?? refreshToken };
  }

  /** The provider's sign-out address for the browser; `undefined` if it has none. */
  async endOfSession(idToken: string | undefined, backTo: URL): Promise<URL | undefined> {
    const { config } = await this.#discovered();
    if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
    return oidc.buildEndSessionUrl(config, {
      post_logout_redirect_uri: backTo.href,
      ...(idToken !== undefined && { id_token_hint: idToken }),
    });
  }

  async revoke(refreshToken: string): Promise<void> {
    const { config } = await this.#discovered();
    if (config.serverMetadata().revocation_endpoint !== undefined)
      await oidc.tokenRevocation(config, refreshToken);
  }

  /**
   * Returns the claims of a token that the provider signed for this API. Throws jose's error for any other
   * token.
   */
  async verify(token: string): Promise<JWTPayload> {
    const { keys, config } = await this.#discovered();
    const { payload } = await jwtVerify(token, keys, {
      issuer: config.serverMetadata().issuer,
      audience: this.#settings.audience,
      algorithms: asymmetric,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: clockToleranceS,
    });
    return payload;
  }

  async #granted(
    tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
    subject: string,
  ): Promise<Granted> {
    const { config } = await this.#discovered();
    const id = tokens.claims();
    if (id !== undefined && id.sub !== subject) throw new oidc.ClientError('The subject has changed');
    const info =
      config.serverMetadata().userinfo_endpoint === undefined
        ? {}
        : await oidc.fetchUserInfo(config, tokens.access_token, subject);
    const access = await this.#accessClaims(tokens.access_token, subject);
    return {
      claims: [{ ...id, sub: subject }, info, access],
      refreshToken: tokens.refresh_token,
      idToken: tokens.id_token,
    };
  }

  /**
   * Some providers put roles only into the access token. A token that is not signed for this person is
   * ignored.
   */
  async #accessClaims(token: string, subject: string): Promise<Claims> {
    const { keys, config } = await this.#discovered();
    if (token.split('.').length !== 3) return {};
    const { issuer } = config.serverMetadata();
    const checked = await jwtVerify(token, keys, { issuer, algorithms: asymmetric }).catch(() => undefined);
    return checked?.payload.sub === subject ? checked.payload : {};
  }

  #discovered(): Promise<Known> {
    this.#known ??= this.#discover().catch((error: unknown) => {
      this.#known = undefined;
      throw new ProviderUnavailable(`${this.#settings.issuer.href} can't be used: ${messageOf(error)}`);
    });
    return this.#known;
  }

  async #discover(): Promise<Known> {
    const { issuer, clientId, clientSecret } = this.#settings;
    const authentication = clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret);
    const local = issuer.protocol === 'http:' && isLocalName(issuer.hostname);
    const config = await oidc.discovery(issuer, clientId, undefined, authentication, {
      timeout: 10,
      [oidc.customFetch]: (url, options) => fetchUsable(url, options as RequestInit),
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- only for a provider on this machine
      execute: local ? [oidc.allowInsecureRequests] : [],
    });
    const keys = config.serverMetadata().jwks_uri;
    if (keys === undefined) throw new Error('it names no jwks_uri');
    return {
      config,
      keys: createRemoteJWKSet(new URL(keys), { timeoutDuration: 10_000, [customFetch]: fetchUsable }),
    };
  }
}

/** The provider's configuration has further addresses, which must be as safe as its own. */
function fetchUsable(url: string, options: RequestInit): Promise<Response> {
  const refusal = urlRefusal(url);
  return refusal === undefined
    ? fetch(url, options)
    : Promise.reject(new Error(`the provider's address can't be used: ${refusal}`));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
