import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AccessLog } from '../access/index.js';
import type { Access } from '../access/access.js';
import type { TlsKeys } from '../access/tls.js';
import { createApi } from '../api.js';
import { emptySpool } from '../event-logs/index.js';
import type { Background } from './background.js';
import type { Core } from './core.js';
import { listening } from './listening.js';
import type { ServerContext } from './server-context.js';

const consoleFolder = fileURLToPath(new URL('../../../console/dist/web', import.meta.url));

interface ApiContext extends Background {
  readonly access: Access;
  readonly tls: TlsKeys | undefined;
  readonly isReceiving: () => boolean;
}

/** Starts everything over HTTP except OTLP; resolves with its address. */
export async function startApi(
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
