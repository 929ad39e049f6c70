import type { Flows } from '@ordertrace/model';
import { StateVersions } from '../answers/index.js';
import type { ServerConfig } from '../config.js';
import { changedSinceStop, flowMetrics, FlowsInUse, noteRules } from '../flows/index.js';
import { FoldLoop } from '../fold/fold-loop.js';
import { serviceMetrics } from '../fold/service-metrics.js';
import { ServiceSigns } from '../fold/service-signs.js';
import { UnnamedReceivers } from '../fold/unnamed-receivers.js';
import { LiveChanges } from '../live/index.js';
import { orderMetrics } from '../metrics/index.js';
import { ImportCounting } from '../event-logs/index.js';
import { ProblemDesk } from '../problems/index.js';
import { learnIdForms, openGate } from '../receive/privacy-gate.js';
import { Erasures } from '../retention/index.js';
import { readSecretKey } from './secret-key.js';
import type { ServerContext } from './server-context.js';
import { startStore } from './store.js';

export type Core = Awaited<ReturnType<typeof startCore>>;

/** Starts flows, store, gate, and the fold that updates order states after each append. */
export async function startCore(context: ServerContext) {
  const { config, logger, lifecycle, metrics, now } = context;
  const flows = await FlowsInUse.open({ setting: config.flowFiles, logger });
  lifecycle.add('flows', () => flows.close());
  flowMetrics(() => flows.files, metrics);
  const { store: stored, ...opened } = await startStore(context);
  const versions = new StateVersions();
  const counting = new ImportCounting(stored);
  const store = counting.watching(versions.watching(stored));
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
  return { ...opened, flows, store, versions, counting, signs, unnamed, gate, live, desk, fold, erasures };
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
  if (await changedSinceStop(dataFolder, { flows: flows.current })) void follow(flows.current);
  else await noteRules(dataFolder, { flows: flows.current });
}
