import { flowsOf, noCoverage } from '@ordertrace/model';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { manufacturerFlow } from '@ordertrace/flow';
import { createMemoryStore, type Store } from '@ordertrace/store';
import type { FastifyInstance, RouteOptions } from 'fastify';
import pino from 'pino';
import { Registry } from 'prom-client';
import type { Access } from '../../src/access/access.js';
import { AccessLog } from '../../src/access/log/access-log.js';
import { openAccess } from '../../src/access/open-access.js';
import { readAccessConfig } from '../../src/access/access-config.js';
import { createApi } from '../../src/api.js';
import { freePort } from './free-port.js';
import { audience, startOpenIdProvider, type OpenIdProvider } from './open-id-provider.js';

export interface SignedInServer {
  readonly api: FastifyInstance;
  readonly origin: string;
  readonly provider: OpenIdProvider;
  readonly store: Store;
  readonly accessLog: AccessLog;
  /** Every line of the log. */
  readonly log: string[];
  close(): Promise<void>;
}

export const clientSecret = 'client-secret-client-secret-client';
export const sessionSecret = 'session-secret-session-secret-session';

/** The API on a port, with a real provider beside it. */
export async function startSignedInServer(
  env: Record<string, string> = {},
  onRoute?: (route: RouteOptions) => void,
  consoleFolder?: string,
): Promise<SignedInServer> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const provider = await startOpenIdProvider({ id: 'ordertrace', secret: clientSecret, origin });
  const log: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => log.push(line) });
  const config = readAccessConfig({
    ORDERTRACE_OIDC_ISSUER: provider.issuer,
    ORDERTRACE_OIDC_CLIENT_ID: 'ordertrace',
    ORDERTRACE_OIDC_CLIENT_SECRET: clientSecret,
    ORDERTRACE_OIDC_AUDIENCE: audience,
    ORDERTRACE_PUBLIC_URL: origin,
    ORDERTRACE_SESSION_SECRET: sessionSecret,
    ...env,
  });
  const store = createMemoryStore();
  const { access } = await openAccess(config, logger, store);
  const accessLog = new AccessLog({ store, logger });
  const flow = manufacturerFlow();
  const watched: Access =
    onRoute === undefined
      ? access
      : {
          ...access,
          routes: async (app) => {
            app.addHook('onRoute', onRoute);
            await access.routes?.(app);
          },
        };
  const api = await createApi({
    gate: createGate(defaultPolicy),
    store,
    flows: () => flowsOf([flow]),
    links: { jaeger_trace: null, kibana_order: null },
    logger,
    metrics: new Registry(),
    readiness: () => ({ store: true }),
    coverage: noCoverage,
    consoleFolder,
    access: watched,
    accessLog,
    jaegerUi: config.jaegerUi,
  });
  await api.listen({ host: '127.0.0.1', port });
  return {
    api,
    origin,
    provider,
    store,
    accessLog,
    log,
    close: async () => {
      const closed = api.close();
      api.server.closeAllConnections();
      await closed;
      await accessLog.stop();
      await provider.close();
      await store.close();
    },
  };
}
