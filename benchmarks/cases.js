// How good are verdicts on ordinary telemetry? `npm run bench -- cases [--seed N] [--seeds COUNT] [--shuffle
// N] [--only PREFIX] [--wrong] [--json]`. Each seed plays every situation of tests/cases with its own
// services, queues, numbers of tries, and delays. Seed 0 is the unchanged corpus.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    shuffle: { type: 'string' },
    only: { type: 'string', default: '' },
    wrong: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const { module } = await runnerImport(`${root}tests/cases/measure.ts`, {
  root,
  configFile: false,
  logLevel: 'error',
});
await module.measure({
  firstSeed: Number(values.seed),
  seeds: Number(values.seeds),
  only: values.only,
  listWrong: values.wrong,
  json: values.json,
  ...(values.shuffle === undefined ? {} : { shuffle: Number(values.shuffle) }),
});
