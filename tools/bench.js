// Runs one benchmark: `npm run bench -- NAME [its options]`. Each prints one JSON object per line.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../benchmarks/', import.meta.url));
const [name, ...args] = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.js'))
  .map((file) => file.slice(0, -3));

if (name === undefined || name.startsWith('-') || !existsSync(`${folder}${name}.js`)) {
  console.error(`Usage: npm run bench -- NAME [options]\nBenchmarks: ${names.join(', ')}`);
  process.exit(name === undefined || name === '--help' ? 0 : 2);
}
const { status } = spawnSync(process.execPath, [`${folder}${name}.js`, ...args], { stdio: 'inherit' });
process.exit(status ?? 1);
