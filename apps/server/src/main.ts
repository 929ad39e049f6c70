import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nanosFromMillis, type EpochNanos, type Flows } from '@ordertrace/model';
import { scrubWith } from '@ordertrace/otlp';
import pino, { type Logger } from 'pino';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import { AccessLog } from './access/index.js';
import type { Access } from './access/access.js';
import { StateVersions } from './answers/index.js';
import { isLoopback } from './http/addresses.js';
import { openAccess } from './access/open-access.js';
import { readTlsKeys, type TlsKeys } from './access/tls.js';
import type { TokenVerifier } from './access/tokens/token-holder.js';
import { printedInstead } from './command-line.js';
import { ConfigError, readConfig, type ServerConfig } from './config.js';
import { emptySpool } from './event-logs/index.js';
import { changedMeanwhile, flowMetrics, FlowsInUse, noteRules } from './flows/index.js';
import { startForwarding } from './outbound/forward/index.js';
import { Lifecycle } from './lifecycle.js';
import { listening } from './listening.js';
import { startStore } from './start-store.js';
import { CallMetrics, createRegistry, orderMetrics } from './metrics/index.js';
import { learningEvents, learningOf } from './fold/learn-events.js';
import { Alerter, alertMetrics, openAlerts } from './outbound/alerts/index.js';
import { LiveChanges } from './live/index.js';
import { ProblemDesk } from './problems/index.js';
import { openWebhooks } from './outbound/webhooks/webhooks.js';
import { expectedStage } from './partner/partner-order.js';
import { FoldLoop } from './fold/fold-loop.js';
import { Erasures, RetentionRuns } from './retention/index.js';
import { createApi } from './api.js';
import { createIngest, notifying, observing, receiveGrpc, receiveHttp } from './receive/index.js';
import { readSecretKey } from './secret-key.js';
import { createSenders } from './receive/senders.js';
import { learnIdForms, openGate } from './receive/privacy-gate.js';
import { ServiceSigns } from './fold/service-signs.js';
import { serviceMetrics } from './fold/service-metrics.js';
import { UnnamedReceivers } from './fold/unnamed-receivers.js';

const consoleFolder = fileURLToPath(new URL('../../console/dist/web', import.meta.url));

/** The shared context of all parts of a server. */
interface ServerContext {
  readonly config: ServerConfig;
  readonly logger: Logger;
  readonly lifecycle: Lifecycle;
  readonly metrics: Registry;
  readonly now: () => EpochNanos;
  /** Stops the process with an error; its supervisor starts it again. */
  readonly fail: () => void;
}

async function start(
  process: Pick<ServerContext, 'config' | 'logger' | 'lifecycle' | 'fail'>,
): Promise<void> {
  const { config, logger } = process;
  const metrics = createRegistry();
  collectDefaultMetrics({ register: metrics });
  const now = () => nanosFromMillis(Date.now());
  const setting: ServerContext = { ...process, metrics, now };
  const core = await startCore(setting);
  const neighbours = await startNeighbours(setting, core);
  const { access, tokens } = await openAccess(config.access, logger, core.store);
  const tls = await readTlsKeys(config.access.tls);
  let receiving = false;
  const console = await startApi(setting, core, { ...neighbours, access, tls, isReceiving: () => receiving });
  const appended = () => neighbours.forwarding?.wake();
  const { otlpHttp, otlpGrpc } = await startReceiving(setting, core, { tokens, tls, appended });
  receiving = true;
  logger.info({ console, otlpHttp, otlpGrpc }, 'ready');
}

type Core = Awaited<ReturnType<typeof startCore>>;

/** Starts flows, store, gate, and the fold that updates order states after each append. */
async function startCore(setting: ServerContext) {
  const { config, logger, lifecycle, metrics, now } = setting;
  const flows = await FlowsInUse.open({ setting: config.flowFiles, logger });
  lifecycle.add('flows', () => flows.close());
  flowMetrics(() => flows.files, metrics);
  const { store: stored, ...opened } = await startStore(setting);
  const versions = new StateVersions();
  const store = versions.watching(stored);
  flows.onChange(() => versions.changedAll());
  const signs = new ServiceSigns({ silentAfterMs: config.silentAfterMs });
  serviceMetrics(signs, metrics);
  const observer = orderMetrics({ store, registry: metrics, now, flows: () => flows.current });
  const gate = await openGate({
    policyFile: config.privacyPolicyFile,
    key: await readSecretKey('ORDERTRACE_PRIVACY_KEY_FILE', config.privacyKeyFile),
    flows: () => flows.current,
    metrics,
  });
  await learnIdForms(gate, store);
  const live = new LiveChanges();
  const scrubNote = (note: string) => gate.scrubText('note', note);
  const desk = new ProblemDesk({ store, now, live, scrubNote, flows: () => flows.current });
  const unnamed = new UnnamedReceivers();
  const fold = new FoldLoop({
    store,
    signs,
    observer,
    desk,
    live,
    unnamed,
    logger,
    flows: flows.current,
  });
  const erasures = new Erasures((work) => fold.whilePaused(work));
  erasures.onErased(async () => {
    signs.keepOnly(await store.services());
    fold.forget();
    observer.forget();
  });
  await followFlows(flows, fold, config);
  fold.start();
  lifecycle.add('fold', () => fold.stop());
  return { ...opened, flows, store, versions, signs, unnamed, gate, live, desk, fold, erasures };
}

/** Starts the background senders (alerts, webhooks, forwarding) and the retention job. */
async function startNeighbours(
  { config, logger, lifecycle, metrics, now }: ServerContext,
  { store, flows, fold, live, erasures }: Core,
) {
  const onDelivery = alertMetrics(store, metrics);
  if (config.alertsFile !== undefined) {
    const alerts = await openAlerts(config.alertsFile, process.env);
    const alerter = new Alerter({ store, ...alerts, flows: () => flows.current, now, logger, onDelivery });
    alerter.start();
    live.listen(({ problems }) => {
      if (problems) alerter.wake();
    });
    erasures.stopping(alerter);
    lifecycle.add('alerts', () => alerter.stop());
  }
  const { dataFolder, forwardFile: file } = config;
  const sources = { store, flows: () => flows.current, metrics, logger };
  const forwarding = file === undefined ? undefined : await startForwarding({ file, dataFolder, ...sources });
  if (forwarding !== undefined) {
    erasures.stopping(forwarding);
    lifecycle.add('forward', () => forwarding.stop());
  }
  const retention = new RetentionRuns({ store, flows: () => flows.current, now, logger });
  retention.start();
  lifecycle.add('retention', () => retention.stop());
  const partnerKey = await readSecretKey('ORDERTRACE_PARTNER_KEY_FILE', config.partnerKeyFile);
  const partnerSource = { ...sources, learned: () => fold.learned };
  const webhooks = await openWebhooks({
    ...sources,
    dataFolder,
    key: partnerKey,
    insideHosts: config.webhookHosts,
    expectedStage: (state) => expectedStage(state, partnerSource),
  });
  await webhooks.start();
  live.listen(() => webhooks.wake());
  erasures.stopping(webhooks);
  lifecycle.add('webhooks', () => webhooks.stop());
  return { forwarding, retention, partnerKey, webhooks };
}

interface ApiContext extends Awaited<ReturnType<typeof startNeighbours>> {
  readonly access: Access;
  readonly tls: TlsKeys | undefined;
  readonly isReceiving: () => boolean;
}

/** Starts everything over HTTP except OTLP; resolves with its address. */
async function startApi(
  { config, logger, lifecycle, metrics }: ServerContext,
  { flows, store, fold, storeWorks, ...core }: Core,
  { forwarding, isReceiving, ...parts }: ApiContext,
): Promise<string | undefined> {
  const { erasures } = core;
  const accessLog = new AccessLog({ store, logger, outside: (work) => erasures.outside(work) });
  erasures.onErased((target) => accessLog.forget(target));
  lifecycle.add('access log', () => accessLog.stop());
  const spool = { folder: join(config.dataFolder, 'imports'), maxBytes: config.importMiB * 1024 * 1024 };
  await emptySpool(spool);
  const api = await createApi({
    ...core,
    ...parts,
    store,
    spool,
    metrics,
    logger,
    accessLog,
    publicUrl: config.access.signIn?.publicUrl,
    flows: () => flows.current,
    flowFiles: () => flows.files,
    coverage: fold.coverage,
    hearing: () => fold.hearing,
    learned: () => fold.learned,
    refold: (orders) => {
      if (orders.length > 0) void fold.useFlows(flows.current);
    },
    links: { jaeger_trace: config.jaegerLink ?? null, kibana_order: config.kibanaLink ?? null },
    readiness: () => ({ store: storeWorks(), receiving: isReceiving(), projection: fold.healthy }),
    consoleFolder: existsSync(consoleFolder) ? consoleFolder : undefined,
    forwarding: () => forwarding?.statuses() ?? [],
    jaegerUi: config.access.jaegerUi,
    trustedProxies: config.access.trustedProxies,
  });
  await listening('ORDERTRACE_HTTP_PORT', config.httpPort, () =>
    api.listen({ host: config.host, port: config.httpPort }),
  );
  lifecycle.add('api', () => api.close());
  return api.listeningOrigin;
}

/** Starts the OTLP receivers (HTTP and gRPC) and the path to the store. */
async function startReceiving(
  { config, lifecycle, metrics, now }: ServerContext,
  { flows, store, signs, unnamed, gate, erasures }: Core,
  {
    tokens,
    tls,
    appended,
  }: {
    readonly tokens: TokenVerifier | undefined;
    readonly tls: TlsKeys | undefined;
    /** Called after each durable append. */
    readonly appended: () => void;
  },
) {
  let learning = learningOf(flows.current);
  flows.onChange((changed) => (learning = learningOf(changed)));
  const calls = new CallMetrics(metrics);
  const { otlpHost: host, otlpHttpPort, otlpGrpcPort, recordItems: items } = config;
  erasures.onErased(() => calls.forget());
  const ingest = createIngest({
    store,
    steps: [
      observing((envelope) => unnamed.saw(envelope)),
      learningEvents(
        () => learning,
        (forget) => erasures.onErased(forget),
      ),
      observing(({ batch }) => signs.sawBatch(batch, now())),
      observing(({ batch }) => calls.saw(batch)),
      notifying(appended),
    ],
    metrics,
    scrub: scrubWith(gate),
    names: () => flows.current.names,
    limits: {
      maxBytesInFlight: config.receiveMiB * 1024 * 1024,
      maxRequests: config.receiveRequests,
      decode: { maxAttributes: items, maxEvents: items, maxLinks: items },
    },
  });
  const senders = createSenders({ tokens, required: !isLoopback(host) });
  const http = await listening('ORDERTRACE_OTLP_HTTP_PORT', otlpHttpPort, () =>
    receiveHttp({ ingest, host, port: otlpHttpPort, senders, tls }),
  );
  lifecycle.add('otlp/http', () => http.close());
  const grpc = await listening('ORDERTRACE_OTLP_GRPC_PORT', otlpGrpcPort, () =>
    receiveGrpc({ ingest, host, port: otlpGrpcPort, senders, tls }),
  );
  lifecycle.add('otlp/grpc', () => grpc.close());
  return { otlpHttp: http.address, otlpGrpc: grpc.address };
}

/** Folds orders again when the active flows change, or changed before the start. */
async function followFlows(
  flows: FlowsInUse,
  fold: FoldLoop,
  { store, dataFolder }: ServerConfig,
): Promise<void> {
  const isKept = store === 'duckdb';
  const follow = async (changed: Flows): Promise<void> => {
    await fold.useFlows(changed);
    if (isKept) await noteRules(dataFolder, { flows: changed });
  };
  flows.onChange((changed) => void follow(changed));
  if (!isKept) return;
  if (await changedMeanwhile(dataFolder, { flows: flows.current })) void follow(flows.current);
  else await noteRules(dataFolder, { flows: flows.current });
}

/** A part that waits for a failed one must not keep the process. */
const stopWithinMs = 30_000;

async function main(): Promise<void> {
  const lifecycle = new Lifecycle();
  let logger = pino();
  const stop = async (exitCode: number) => {
    setTimeout(() => process.exit(exitCode), stopWithinMs).unref();
    await lifecycle.stop((part, error) => logger.error({ part, err: error }, 'did not stop cleanly'));
    process.exit(exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(0));
  try {
    const config = readConfig(process.env);
    logger = pino({ level: config.logLevel });
    await start({ config, logger, lifecycle, fail: () => void stop(1) });
  } catch (error) {
    if (error instanceof ConfigError) logger.fatal(error.message);
    else logger.fatal({ err: error }, 'could not start');
    await stop(1);
  }
}

// Files and folders of the server are private to its user: they contain orders and keys.
process.umask(0o077);

const printed = printedInstead(process.argv.slice(2));
if (printed === undefined) await main();
else {
  (printed.exitCode === 0 ? process.stdout : process.stderr).write(printed.text);
  process.exitCode = printed.exitCode;
}
