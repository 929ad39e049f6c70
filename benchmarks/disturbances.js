// How good are verdicts while something disturbs the whole system? `npm run bench -- disturbances [--seed N]
// [--only WORD]`. Plays seven hours of orders, one in twenty with a lost message, with a clock of its own: a
// consumer that is away for an hour, telemetry that is away for two, a consumer that is sampled at 10 %.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const { module } = await runnerImport(`${root}tests/cases/disturbances.ts`, {
  root,
  configFile: false,
  logLevel: 'error',
});
await module.measureDisturbances({ seed: Number(values.seed), only: values.only });
