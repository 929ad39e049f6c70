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
  type ProgressByService,
  type StageTimesByFlow,
  type OrderRef,
} from '@ordertrace/model';
import type { Gate } from '@ordertrace/privacy';
import type { BackupSource, Store, StoreChecks } from '@ordertrace/store';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import {
  guard,
  keepLooks,
  knowPseudonyms,
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
import {
  countedStatistics,
  exportRoutes,
  ImportCounting,
  importRoutes,
  type Spool,
} from './event-logs/index.js';
import { Erasures, RetentionRuns, retentionRoutes } from './retention/index.js';
import { forgetErasedLabels } from './metrics/index.js';
import { OrderLinks, orderLinkRoutes } from './order-links/index.js';
import { linkPage } from './partner/pages/link-page.js';
import { pageFiles, runbookFiles } from './pages/index.js';
import { partnerPages } from './partner/pages/page-routes.js';
import { operationsRoutes, type OperationsSource } from './operations/operations-routes.js';
import { partnersOrder } from './partner/partner-tenant.js';
import type { FlowFileInUse } from './flows/index.js';
import { webhookRoutes } from './partner/webhook-routes.js';
import { openWebhooks, type Webhooks } from './outbound/webhooks/webhooks.js';
import { expectedStage } from './partner/partner-order.js';
import { partnerRoutes } from './partner/partner-routes.js';
import { apiDocument } from './api-document.js';
import { auditRoutes } from './query/audit-routes.js';
import { backupRoutes } from './query/backup-routes.js';
import { checkRoutes } from './store-checks/check-routes.js';
import { markIncompleteAnswers } from './store-checks/incomplete-answers.js';
import { Answers, type StateVersions } from './answers/index.js';
import { compressedAnswers } from './http/compressed-answers.js';
import { consoleFiles } from './query/console-files.js';
import { handleErrors } from './http/errors.js';
import { refuseInfiniteNumbers } from './http/finite-numbers.js';
import { withOrderInPath } from './http/order-by-query.js';
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
  /** The active flows; they may change while the server runs. */
  readonly flows: () => Flows;
  /** The files of the flows; none by default. */
  readonly flowFiles?: () => readonly FlowFileInUse[];
  readonly coverage: Coverage;
  /** How far the telemetry of each service has come; absent until it is known. */
  readonly hearing?: () => ProgressByService | undefined;
  /** The usual time of orders in each stage, by flow; absent until it is known. */
  readonly learned?: () => StageTimesByFlow | undefined;
  /** Creates backups of the store; absent if it has no files. */
  readonly backups?: BackupSource | undefined;
  /** Checks the files of the store; absent if it has no files. */
  readonly checks?: StoreChecks | undefined;
  /** The gate that scrubs event logs, whose counts `/audit/privacy` reports, and whose rules searches report. */
  readonly gate: Pick<
    Gate,
    'counts' | 'forgetCounts' | 'rule' | 'scrubId' | 'sawId' | 'scrubText' | 'pseudonymOfId'
  >;
  /** Temporary files of event logs; in the system's folder by default. */
  readonly spool?: Spool;
  readonly metrics: Registry;
  readonly readiness: Readiness;
  readonly logger: FastifyBaseLogger;
  /** Links to other tools for a trace or an order; none by default. */
  readonly links?: Links;
  /** Folder of the console's built pages; absent for the API only. */
  readonly consoleFolder: string | undefined;
  /**
   * The desk for work on problems. It is shared with the fold, so that each sees the changes of the other.
   */
  readonly desk?: ProblemDesk;
  /** Clears the memory of the server after an erasure; only the API's own parts by default. */
  readonly erasures?: Erasures;
  /** Retention runs, including the scheduled ones. */
  readonly retention?: RetentionRuns;
  /** Folds orders again after their events changed. */
  readonly refold?: (orders: readonly OrderRef[]) => void;
  /** Imports that statistics do not count yet; without a watched store, the number of their orders stays 0. */
  readonly counting?: ImportCounting;
  /** The source of `/events`. */
  readonly live?: LiveChanges;
  /** Versions of the store's states; if absent, each list and count is computed. */
  readonly versions?: Pick<StateVersions, 'of'>;
  /** Authentication; if absent, only this machine has access. */
  readonly access?: Access;
  /** The log of views; absent if no other person has access. */
  readonly accessLog?: AccessLog;
  /** Active and silent services; none if absent. */
  readonly signs?: OperationsSource['signs'];
  /** The status of forwarding, by target; no targets if absent. */
  readonly forwarding?: OperationsSource['forwarding'];
  /** The address of Jaeger's own UI; absent if it is not shown. */
  readonly jaegerUi?: URL | undefined;
  /** Key of partners' links and webhooks; without it, they end with the process. */
  readonly partnerKey?: Buffer;
  /** Partners' webhooks; without it, they can be managed, but receive nothing. */
  readonly webhooks?: Webhooks;
  /** The address of this server for browsers; by default, the address of each request. */
  readonly publicUrl?: URL | undefined;
  /** PEM; absent for plain HTTP. */
  readonly tls?: TlsKeys | undefined;
  /** Addresses of proxies whose `X-Forwarded-For` is trusted. */
  readonly trustedProxies?: readonly string[];
}

const defaultSpool: Spool = { folder: join(tmpdir(), 'ordertrace-imports'), maxBytes: 1024 ** 3 };

/** Console and API on one origin, not listening yet. */
export async function createApi(options: ApiOptions): Promise<FastifyInstance> {
  const logController = new LogController({ disableRequestLogging: true });
  const { tls, trustedProxies = [] } = options;
  const app = Fastify({
    loggerInstance: options.logger,
    logController,
    // In characters; longer ids than are stored get the error of the route's schema.
    routerOptions: { maxParamLength: 1024 },
    rewriteUrl: ({ url = '/' }) => withOrderInPath(url),
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    ...(tls !== undefined && { https: { ...tls, minVersion: 'TLSv1.2' } }),
  }) as FastifyInstance;
  handleErrors(app);
  refuseInfiniteNumbers(app);
  compressedAnswers(app);
  markIncompleteAnswers(app, options.checks);
  await app.register(fastifyHelmet, securityHeaders);
  const access = options.access ?? localAccess;
  keepLooks(app, options.accessLog);
  knowPseudonyms(app, (id) => options.gate.pseudonymOfId(id));
  await guard(app, access);
  await access.routes?.(app);
  await app.register(fastifySwagger, apiDocument);
  const { store, live = new LiveChanges(), partnerKey: key = randomBytes(32) } = options;
  const now = () => nanosFromMillis(Date.now());
  const orderLinks = { ...options, key, links: new OrderLinks({ store, now }) };
  const desk = options.desk ?? new ProblemDesk({ store, now, live });
  const erasures = options.erasures ?? new Erasures();
  erasures.onErased(() => forgetErasedLabels(options.metrics));
  erasures.onErased(() => live.forget());
  erasures.onErased(() => options.gate.forgetCounts());
  const answers = new Answers(options.flows, options.versions);
  erasures.onErased(() => answers.forget());
  const retention = options.retention ?? new RetentionRuns({ ...options, now });
  const counting = options.counting ?? new ImportCounting(store);
  await app.register(healthRoutes, options);
  await app.register(
    async (api) => {
      await api.register(meRoutes, { access });
      await api.register(lookRoutes, options);
      const unsavedFlows = () => (options.readiness()['projection'] === false ? options.flows() : undefined);
      await api.register(orderRoutes, { ...options, answers, unsavedFlows });
      await api.register(orderTraceRoutes, options);
      await api.register(traceRoutes, options);
      await api.register(flowRoutes, options);
      await api.register(async (statistics) => {
        countedStatistics(statistics, counting);
        await statistics.register(flowStatisticsRoutes, options);
        await statistics.register(flowPassageRoutes, options);
      });
      await api.register(auditRoutes, options);
      await api.register(backupRoutes, { backups: options.backups });
      await api.register(checkRoutes, { checks: options.checks });
      await api.register(linkRoutes, options);
      await api.register(problemRoutes, { ...options, desk, answers });
      await api.register(eventRoutes, { live });
      const spool = options.spool ?? defaultSpool;
      await api.register(importRoutes, { ...options, counting, erasures, spool });
      await api.register(exportRoutes, options);
      await api.register(numberRoutes, { ...options, answers });
      await api.register(retentionRoutes, {
        store,
        retention,
        scrub: (text) => options.gate.scrubText('note', text),
        refold: options.refold ?? (() => undefined),
        erasures,
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
  await app.register(runbookFiles);
  if (options.jaegerUi !== undefined) await jaegerUi(app, options.jaegerUi);
  await app.register(jaegerRoutes, { store, gate: options.gate, prefix: '/jaeger' });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  if (options.consoleFolder !== undefined) await consoleFiles(app, options.consoleFolder);
  return app;
}
