// `node tools/test-summary.js REPORT.json ALLOWED-SKIPS.json`: reads vitest's JSON report and prints the
// counts at the end of a CI run. A skipped test tested nothing: it counts as failed unless the second file
// lists it with a reason.
import { readFileSync } from 'node:fs';
import { closingLines } from './test-counts.js';

const files = process.argv.slice(2);
if (files.length !== 2) {
  console.error('Usage: node tools/test-summary.js REPORT.json ALLOWED-SKIPS.json');
  process.exit(2);
}
const [report, allowed] = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
const { lines, ok } = closingLines(report, allowed);
for (const line of lines) console.log(line);
process.exit(ok ? 0 : 1);
