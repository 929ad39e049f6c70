// `npm run check:long [-- NAME...]`: runs the checks that take too long for CI in sequence. Each is also a
// command of its own. Write the counts that they print into benchmarks/RESULTS.md.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bench = (...args) => ['tools/bench.js', ...args];

const checks = {
  'mutation-model': ['tools/mutation.js', 'model'],
  'mutation-privacy': ['tools/mutation.js', 'privacy'],
  'mutation-otlp': ['tools/mutation.js', 'otlp'],
  kills: bench('torture', '--kills', '100'),
  'ten-million': bench('lookup', '--millions', '10'),
  'hundred-million': bench('lookup', '--millions', '100'),
  diagnosis: bench('diagnosis', '--orders', '1500', '--live', '4'),
  faults: bench('faults', '--orders', '2'),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => checks[name] === undefined);
if (unknown.length > 0 || asked.includes('--help')) {
  console.error(`usage: npm run check:long -- [${Object.keys(checks).join('|')}]...`);
  process.exit(2);
}

const failed = [];
for (const [name, args] of Object.entries(checks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const started = performance.now();
  console.log(`== ${name}: node ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  console.log(`== ${name}: ${((performance.now() - started) / 60_000).toFixed(1)} min, exit code ${status}`);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`);
process.exit(failed.length > 0 ? 1 : 0);
