import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type Configuration } from 'oidc-provider';

/** An account of the provider: what it says of a person. */
export interface Account {
  readonly roles: readonly string[];
  readonly tenant?: string;
  readonly name?: string;
}

export interface OpenIdProvider {
  readonly issuer: string;
  /** By subject; may be changed while it runs. */
  readonly accounts: Map<string, Account>;
  /** Whether refresh tokens count; `false` answers every renewal with invalid_grant. */
  renewing: boolean;
  /** A token of a program by client credentials. `claims` name what it says. */
  programToken(claims: Readonly<Record<string, unknown>>, audience?: string): Promise<string>;
  close(): Promise<void>;
}

export const audience = 'urn:ordertrace:api';

/** A real OpenID provider on a free port. A sign-in asks for the subject by the field `sub`, without password. */
export async function startOpenIdProvider(client: {
  readonly id: string;
  readonly secret: string;
  readonly origin: string;
}): Promise<OpenIdProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const accounts = new Map<string, Account>();
  let programClaims: Readonly<Record<string, unknown>> = {};
  const configuration: Configuration = {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [`${client.origin}/callback`],
        post_logout_redirect_uris: [`${client.origin}/signed-out`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
      {
        client_id: 'program',
        client_secret: 'program-secret-program-secret-program',
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name', 'realm_access', 'tenant_id'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['of the test'] },
    rotateRefreshToken: true,
    issueRefreshToken: () => Promise.resolve(true),
    findAccount: (_context, sub) => {
      const account = accounts.get(sub);
      if (account === undefined) return undefined;
      return {
        accountId: sub,
        claims: () => ({
          sub,
          name: account.name ?? `Name of ${sub}`,
          realm_access: { roles: [...account.roles] },
          ...(account.tenant !== undefined && { tenant_id: account.tenant }),
        }),
      };
    },
    extraTokenClaims: () => ({ ...programClaims }),
    features: {
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: 'ingest',
          audience: resource,
          accessTokenFormat: 'jwt',
        }),
      },
    },
  };
  const provider = new Provider(issuer, configuration);
  server.on('request', (request, response) => {
    void provider.callback()(request, response);
  });
  const running: OpenIdProvider = {
    issuer,
    accounts,
    renewing: true,
    programToken: async (claims, forAudience = audience) => {
      programClaims = claims;
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from('program:program-secret-program-secret-program').toString('base64')}`,
        },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource: forAudience }),
      });
      const body = (await response.json()) as { access_token?: string };
      if (body.access_token === undefined) throw new Error(`No token: ${JSON.stringify(body)}`);
      return body.access_token;
    },
    close: () => closed(server),
  };
  provider.use(async (context, next) => {
    if (!running.renewing && context.path === '/token' && context['oidc'] === undefined) {
      context.status = 400;
      context.body = { error: 'invalid_grant' };
      return;
    }
    await next();
  });
  return running;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
