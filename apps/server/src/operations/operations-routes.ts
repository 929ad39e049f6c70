import { OperationsStatus, type ForwardTargetStatus } from '@ordertrace/api';
import { nanosFromMillis, timestampText } from '@ordertrace/model';
import type { Position, Store } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { Registry } from 'prom-client';
import type { ForwardStatus } from '../outbound/forward/index.js';
import type { ServiceSigns } from '../fold/service-signs.js';
import { seriesOf, sumOf, type Series } from './counts.js';

export interface OperationsSource {
  readonly store: Pick<Store, 'statistics' | 'savedPosition' | 'positions'>;
  readonly metrics: Registry;
  readonly signs?: Pick<ServiceSigns, 'lastSeen' | 'silent'> | undefined;
  readonly forwarding?: (() => readonly ForwardStatus[]) | undefined;
}

const signals = ['traces', 'logs'] as const;

export const operationsRoutes: FastifyPluginCallbackTypebox<OperationsSource> = (app, source, done) => {
  const since = instantText(Date.now());
  app.get(
    '/operations',
    {
      schema: {
        summary: 'How receiving, folding and forwarding go; counts since the server started',
        response: { 200: OperationsStatus },
      },
    },
    async () => ({
      since,
      ...(await receiving(source.metrics)),
      ...(await storing(source)),
      applications: applications(source.signs),
    }),
  );
  done();
};

function instantText(millis: number): string {
  return timestampText(nanosFromMillis(millis));
}

async function receiving(
  metrics: Registry,
): Promise<Pick<OperationsStatus, 'received' | 'refusals' | 'bytes_in_flight'>> {
  const [received, stored, duplicates, rejected, refused, inFlight] = await Promise.all([
    seriesOf(metrics, 'ordertrace_received_records_total'),
    seriesOf(metrics, 'ordertrace_stored_records_total'),
    seriesOf(metrics, 'ordertrace_duplicate_records_total'),
    seriesOf(metrics, 'ordertrace_rejected_records_total'),
    seriesOf(metrics, 'ordertrace_refused_requests_total'),
    seriesOf(metrics, 'ordertrace_receive_bytes_in_flight'),
  ]);
  return {
    received: signals.map((signal) => ({
      signal,
      received: sumOf(received, { signal }),
      stored: sumOf(stored, { signal }),
      duplicates: sumOf(duplicates, { signal }),
      rejected: sumOf(rejected, { signal }),
      refused: sumOf(refused, { signal }),
    })),
    refusals: [...refusals('records', rejected), ...refusals('requests', refused)].sort(
      (a, b) => b.count - a.count,
    ),
    bytes_in_flight: sumOf(inFlight),
  };
}

function refusals(what: 'records' | 'requests', series: readonly Series[]): OperationsStatus['refusals'] {
  return series
    .filter(({ value }) => value > 0)
    .map(({ labels, value }) => ({
      signal: labels['signal'] === 'logs' ? 'logs' : 'traces',
      what,
      reason: String(labels['reason'] ?? ''),
      count: value,
    }));
}

async function storing({
  store,
  metrics,
  forwarding,
}: OperationsSource): Promise<Pick<OperationsStatus, 'store' | 'forwarding'>> {
  const { positions } = store;
  const [{ spans, logs, orders, bytesOnDisk }, latest, folded, free] = await Promise.all([
    store.statistics(),
    positions.latest(),
    store.savedPosition(),
    seriesOf(metrics, 'ordertrace_disk_free_bytes'),
  ]);
  return {
    store: {
      spans,
      logs,
      orders,
      bytes_on_disk: bytesOnDisk,
      disk_free_bytes: free[0]?.value ?? null,
      commits: positions.distance(positions.start, latest),
      commits_to_fold: positions.distance(folded, latest),
    },
    forwarding: (forwarding?.() ?? []).map((status) =>
      forwardView(status, (reached) => positions.distance(reached, latest)),
    ),
  };
}

function forwardView(status: ForwardStatus, lagAt: (reached: Position) => number): ForwardTargetStatus {
  const { name, taken, rejected, failures, reached, reason } = status;
  const lag = reached === undefined ? 0 : lagAt(reached);
  return {
    name,
    taken,
    rejected,
    failures,
    state: reason !== undefined ? 'waiting' : lag > 0 || reached === undefined ? 'catching_up' : 'up_to_date',
    lag_commits: lag,
    reason: reason ?? null,
    last_taken_at: status.lastTakenMs === undefined ? null : instantText(status.lastTakenMs),
    last_failed_at: status.lastFailedMs === undefined ? null : instantText(status.lastFailedMs),
  };
}

function applications(signs: OperationsSource['signs']): OperationsStatus['applications'] {
  const silent = signs?.silent();
  return [...(signs?.lastSeen() ?? [])]
    .map(([name, nanos]) => ({
      application_name: name,
      last_seen_at: timestampText(nanos),
      silent: silent?.has(name) ?? false,
    }))
    .sort((a, b) => (a.application_name < b.application_name ? -1 : 1));
}
