import { availableParallelism } from 'node:os';
import { materials, type Material } from '@ordertrace/messaging';
import {
  ConfigError,
  pairs,
  readServiceConfig,
  wholeNumber,
  type Environment,
  type ServiceConfig,
} from '@ordertrace/service-kit';
import { defaultMaterials, withPrices, type MaterialTable } from './domain/materials.js';

export interface CalculationConfig extends ServiceConfig {
  /** Models that are calculated at the same time, each in its own thread. */
  readonly parallel: number;
  /** A calculation that takes longer is rejected as too complex. */
  readonly timeLimitMs: number;
  readonly materials: MaterialTable;
}

/** Throws `ConfigError` at the first invalid value. */
export function readCalculationConfig(env: Environment): CalculationConfig {
  const parallel = Math.min(4, Math.max(1, availableParallelism() - 1));
  const limit = { otherwise: 120, min: 1, max: 7200 };
  return {
    ...readServiceConfig(env, { name: 'calculation-service', port: 7103 }),
    parallel: wholeNumber(env, 'CALCULATION_PARALLEL', { otherwise: parallel, min: 1, max: 64 }),
    timeLimitMs: wholeNumber(env, 'CALCULATION_TIME_LIMIT_SECONDS', limit) * 1000,
    materials: withPrices(defaultMaterials, pricesPerGram(env)),
  };
}

/** `PRICES_PER_GRAM=gold-585=51.20,brass=0.03`: euros per gram. Other materials keep their default price. */
function pricesPerGram(env: Environment): Partial<Record<Material, number>> {
  const prices: Partial<Record<Material, number>> = {};
  for (const [name, value] of pairs(env, 'PRICES_PER_GRAM')) {
    const material = materials.find((known) => known === name);
    if (material === undefined)
      throw new ConfigError('PRICES_PER_GRAM', `"${name}" is none of ${materials.join(', ')}`);
    if (!/^\d{1,6}(\.\d{1,4})?$/.test(value) || Number(value) === 0)
      throw new ConfigError('PRICES_PER_GRAM', `the price of ${name} is no amount such as 51.20`);
    prices[material] = Number(value);
  }
  return prices;
}
