import { Alerter, alertMetrics, openAlerts } from '../outbound/alerts/index.js';
import { startForwarding } from '../outbound/forward/index.js';
import { openWebhooks } from '../outbound/webhooks/webhooks.js';
import { expectedStage } from '../partner/partner-order.js';
import { RetentionRuns } from '../retention/index.js';
import type { Core } from './core.js';
import { readSecretKey } from './secret-key.js';
import type { ServerContext } from './server-context.js';

/** Starts the background senders (alerts, webhooks, forwarding) and the retention job. */
export async function startBackground(
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

export type Background = Awaited<ReturnType<typeof startBackground>>;
