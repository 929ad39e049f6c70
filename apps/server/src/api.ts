import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastifyHelmet from '@fastify/helmet';
import fastifySwagger from '@fastify/swagger';
import type { Links } from '@ordertrace/api';
import {
  nanosFromMillis,
  type Flows,
  type Coverage,
  type LearnedByFlow,
  type OrderRef,
} from '@ordertrace/model';
import type { Gate } from '@ordertrace/privacy';
import type { BackupSource, Store, StoreChecks } from '@ordertrace/store';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import {
  guard,
  keepLooks,
  localAccess,
  lookRoutes,
  meRoutes,
  type Access,
  type AccessLog,
} from './access/index.js';
import { jaegerUi } from './access/jaeger-ui.js';
import type { TlsKeys } from './access/tls.js';
import { securityHeaders } from './access/security-headers.js';
import { jaegerRoutes } from './jaeger/index.js';
import { eventRoutes, LiveChanges } from './live/index.js';
import { alertRoutes } from './outbound/alerts/index.js';
import { numberRoutes } from './numbers/number-routes.js';
import { ProblemDesk, problemRoutes } from './problems/index.js';
import { exportRoutes, importRoutes, type Spool } from './event-logs/index.js';
import { RetentionRuns, retentionRoutes } from './retention/index.js';
import { forgetErasedLabels } from './metrics/index.js';
import { OrderLinks, orderLinkRoutes } from './order-links/index.js';
import { linkPage } from './partner/pages/link-page.js';
import { pageFiles } from './pages/index.js';
import { partnerPages } from './partner/pages/page-routes.js';
import { operationsRoutes, type OperationsSource } from './operations/operations-routes.js';
import { partnersOrder } from './partner/partner-tenant.js';
import type { FlowFileInUse } from './flows/index.js';
import { webhookRoutes } from './partner/webhook-routes.js';
import { openWebhooks, type Webhooks } from './outbound/webhooks/webhooks.js';
import { expectedStage } from './partner/partner-order.js';
import { partnerRoutes } from './partner/partner-routes.js';
import { auditRoutes } from './query/audit-routes.js';
import { backupRoutes } from './query/backup-routes.js';
import { checkRoutes } from './store-checks/check-routes.js';
import { markIncompleteAnswers } from './store-checks/incomplete-answers.js';
import { compressedAnswers } from './http/compressed-answers.js';
import { consoleFiles } from './query/console-files.js';
import { handleErrors } from './http/errors.js';
import { findOrder } from './access/find-order.js';
import { flowRoutes } from './query/flow-routes.js';
import { flowPassageRoutes } from './query/flow/passage-routes.js';
import { flowStatisticsRoutes } from './query/flow/statistics-routes.js';
import { linkRoutes } from './query/link-routes.js';
import { healthRoutes, type Readiness } from './query/health-routes.js';
import { orderRoutes } from './query/order-routes.js';
import { orderTraceRoutes } from './query/order-trace-routes.js';
import { traceRoutes } from './query/trace-routes.js';

export interface ApiOptions {
  readonly store: Store;
  /** The flows in use; they may change while the server runs. */
  readonly flows: () => Flows;
  /** The files they were read from; none unless said. */
  readonly flowFiles?: () => readonly FlowFileInUse[];
  readonly coverage: Coverage;
  /** How long orders of each flow usually rest in each stage, where that is known by now. */
  readonly learned?: () => LearnedByFlow | undefined;
  /** Gives copies of the store; absent where it keeps nothing on disk. */
  readonly backups?: BackupSource | undefined;
  /** Looks at the files of the store; absent where it keeps nothing on disk. */
  readonly checks?: StoreChecks | undefined;
  /** The gate whose counts `/audit/privacy` tells, and that event logs pass. */
  readonly gate: Pick<Gate, 'counts' | 'scrubId' | 'sawId' | 'scrubText'>;
  /** Where event logs lie while they are read; in the system's folder for such files unless said. */
  readonly spool?: Spool;
  readonly metrics: Registry;
  readonly readiness: Readiness;
  readonly logger: FastifyBaseLogger;
  /** Where else to look at a trace or an order; nowhere unless said. */
  readonly links?: Links;
  /** Folder of the console's built pages; absent where only the API is wanted. */
  readonly consoleFolder: string | undefined;
  /** Where problems are worked on: the projection's, so that one sees what the other does. */
  readonly desk?: ProblemDesk;
  /** Runs of retention: the one that has the clock. */
  readonly retention?: RetentionRuns;
  /** Folds orders again whose events are others than before. */
  readonly refold?: (orders: readonly OrderRef[]) => void;
  /** What `/events` tells of. */
  readonly live?: LiveChanges;
  /** How it is known who asks; where absent, only this machine is answered. */
  readonly access?: Access;
  /** Where looks at orders are kept; absent where nobody else can look. */
  readonly accessLog?: AccessLog;
  /** Which applications were heard, and which fell silent; none where absent. */
  readonly signs?: OperationsSource['signs'];
  /** How forwarding goes, by target; to nobody where absent. */
  readonly forwarding?: OperationsSource['forwarding'];
  /** Where Jaeger's own UI is; absent where it is not shown. */
  readonly jaegerUi?: URL | undefined;
  /** Key of partners' links and webhooks; where absent, they end with the process. */
  readonly partnerKey?: Buffer;
  /** Partners' webhooks; where absent, they are managed, and told nothing. */
  readonly webhooks?: Webhooks;
  /** Where browsers reach this server; where absent, as each request does. */
  readonly publicUrl?: URL | undefined;
  /** PEM; absent for plain HTTP. */
  readonly tls?: TlsKeys | undefined;
  /** Addresses of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[];
}

const defaultSpool: Spool = { folder: join(tmpdir(), 'ordertrace-imports'), maxBytes: 1024 ** 3 };

/** Console and API on one origin. Not listening yet. */
export async function createApi(options: ApiOptions): Promise<FastifyInstance> {
  const logController = new LogController({ disableRequestLogging: true });
  const { tls, trustedProxies = [] } = options;
  const app = Fastify({
    loggerInstance: options.logger,
    logController,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    ...(tls !== undefined && { https: { ...tls, minVersion: 'TLSv1.2' } }),
  }) as FastifyInstance;
  handleErrors(app);
  compressedAnswers(app);
  markIncompleteAnswers(app, options.checks);
  await app.register(fastifyHelmet, securityHeaders);
  const access = options.access ?? localAccess;
  keepLooks(app, options.accessLog);
  await guard(app, access);
  await access.routes?.(app);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Ordertrace',
        version: '1',
        description: 'Where each order is, why it hangs, where the time goes.',
      },
    },
  });
  const { store, live = new LiveChanges(), partnerKey: key = randomBytes(32) } = options;
  const now = () => nanosFromMillis(Date.now());
  const orderLinks = { ...options, key, links: new OrderLinks({ store, now }) };
  const desk = options.desk ?? new ProblemDesk({ store, now, live });
  const retention = options.retention ?? new RetentionRuns({ ...options, now });
  await app.register(healthRoutes, options);
  await app.register(
    async (api) => {
      await api.register(meRoutes, { access });
      await api.register(lookRoutes, options);
      await api.register(orderRoutes, options);
      await api.register(orderTraceRoutes, options);
      await api.register(traceRoutes, options);
      await api.register(flowRoutes, options);
      await api.register(flowStatisticsRoutes, options);
      await api.register(flowPassageRoutes, options);
      await api.register(auditRoutes, options);
      await api.register(backupRoutes, { backups: options.backups });
      await api.register(checkRoutes, { checks: options.checks });
      await api.register(linkRoutes, options);
      await api.register(problemRoutes, { store, desk });
      await api.register(eventRoutes, { live });
      await api.register(importRoutes, { ...options, spool: options.spool ?? defaultSpool });
      await api.register(exportRoutes, options);
      await api.register(numberRoutes, options);
      await api.register(retentionRoutes, {
        store,
        retention,
        scrub: (text) => options.gate.scrubText('note', text),
        refold: options.refold ?? (() => undefined),
        onErased: () => forgetErasedLabels(options.metrics),
      });
      await api.register(alertRoutes, { store });
      await api.register(operationsRoutes, options);
      await api.register(orderLinkRoutes, {
        ...orderLinks,
        find: (request, reply, asked) => findOrder(store, reply, { ...asked, path: '/links', request }),
      });
    },
    { prefix: '/api/v1' },
  );
  await app.register(partnerRoutes, { ...options, prefix: '/partner/v1' });
  await app.register(orderLinkRoutes, {
    ...orderLinks,
    prefix: '/partner/v1',
    find: (request, _reply, { id, action }) => partnersOrder(store, request, id, action),
  });
  const webhooks =
    options.webhooks ??
    (await openWebhooks({
      ...options,
      key,
      insideHosts: new Set(),
      dataFolder: tmpdir(),
      expectedStage: (state) => expectedStage(state, options),
    }));
  await app.register(webhookRoutes, { ...options, webhooks, prefix: '/partner/v1' });
  await app.register(partnerPages, { ...orderLinks, webhooks });
  await linkPage(app, orderLinks);
  await pageFiles(app);
  if (options.jaegerUi !== undefined) await jaegerUi(app, options.jaegerUi);
  await app.register(jaegerRoutes, { store, prefix: '/jaeger' });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  if (options.consoleFolder !== undefined) await consoleFiles(app, options.consoleFolder);
  return app;
}
