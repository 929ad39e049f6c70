import { openModelStore } from '@ordertrace/model-files';
import { startService, type RunningService, type ServiceDefinition } from '@ordertrace/service-kit';
import type { CalculationConfig } from './config.js';
import { waxPrinter } from './domain/machine.js';
import { defaultTariff } from './domain/pricing.js';
import { addCalculationRoutes } from './http/calculation-routes.js';
import { takeRequests } from './messages/requests.js';
import { calculationMigrations } from './storage/schema.js';
import { modelReader, type ModelReader } from './work/model-reader.js';
import { CalculationRunner, type RunnerOptions } from './work/runner.js';

/** Replacements of real parts, for tests. */
export interface CalculationOverrides extends Pick<ServiceDefinition, 'events' | 'log'> {
  readonly readModel?: ModelReader;
  readonly runner?: Pick<RunnerOptions, 'pollMs' | 'leaseMs' | 'retryPauseMs'>;
}

/** Time that running calculations get to finish when the service stops. */
const graceMs = 2_000;

export function startCalculationService(
  config: CalculationConfig,
  { readModel, runner: runnerOptions, ...definition }: CalculationOverrides = {},
): Promise<RunningService> {
  const { models, parallel, timeLimitMs, materials } = config;
  return startService(config, {
    ...definition,
    title: 'Calculation Service',
    description: 'Checks, weighs and prices 3D models.',
    contract: { tags: { calculations: 'Calculations of weight and price from 3D models' } },
    migrations: calculationMigrations,
    orderFromRequest: ({ params, query }) => {
      const { order_id: orderId } = params as { order_id?: string };
      const { tenant: tenantId } = query as { tenant?: string };
      return orderId === undefined || tenantId === undefined ? undefined : { orderId, tenantId };
    },
    setUp: async (service) => {
      const store = openModelStore(models.url, models.credentials && { credentials: models.credentials });
      const machine = waxPrinter;
      const runner = new CalculationRunner({
        ...runnerOptions,
        service,
        pool: service.database.pool,
        log: service.log,
        readModel: readModel ?? modelReader({ models, machine, timeLimitMs }),
        machine,
        materials,
        tariff: defaultTariff,
        parallel,
        timeLimitMs,
      });
      runner.start();
      service.onStop('calculations', () => runner.close(graceMs));
      addCalculationRoutes(service.http, service.database.pool);
      await takeRequests(service, () => runner.wake());
      return { models: () => store.check() };
    },
  });
}
