import { expect, it } from 'vitest';
import { readCalculationConfig } from '../src/config.js';

const env = { DATABASE_URL: 'postgres://localhost/calculation', MODELS_URL: 'file:///tmp/models' };

it('has a default for all that need not be said', () => {
  const config = readCalculationConfig(env);
  expect(config).toMatchObject({ name: 'calculation-service', port: 7103, timeLimitMs: 120_000 });
  expect(config.parallel).toBeGreaterThan(0);
});

it('takes prices of metals', () => {
  const { materials } = readCalculationConfig({ ...env, PRICES_PER_GRAM: 'gold-585=51.20, brass=0.05' });
  expect(materials['gold-585']).toEqual({ density: 13.6, pricePerGram: 51.2 });
  expect(materials.brass.pricePerGram).toBe(0.05);
});

it.each([
  ['PRICES_PER_GRAM', 'lead=1'],
  ['PRICES_PER_GRAM', 'brass=cheap'],
  ['PRICES_PER_GRAM', 'brass=0'],
  ['PRICES_PER_GRAM', 'brass'],
  ['CALCULATION_PARALLEL', '0'],
  ['CALCULATION_TIME_LIMIT_SECONDS', 'soon'],
])('names the setting that can not be used: %s=%s', (key, value) => {
  expect(() => readCalculationConfig({ ...env, [key]: value })).toThrow(expect.objectContaining({ key }));
});
