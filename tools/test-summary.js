// Reads vitest's JSON report and closes a CI run: names what failed and what was skipped, then the counts.
import { readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('Usage: node tools/test-summary.js REPORT.json');
  process.exit(2);
}
const report = JSON.parse(readFileSync(file, 'utf8'));
const tests = report.testResults.flatMap((suite) => suite.assertionResults);
const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed');
const brokenFiles = report.testResults.filter(
  (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
);
const passed = tests.filter((test) => test.status === 'passed').length;
// A file that could not be loaded has no tests to count, and a test skipped here tested nothing.
const failed = tests.filter((test) => test.status === 'failed').length + brokenFiles.length + skipped.length;

for (const suite of brokenFiles) console.log(`failed to load: ${suite.name}`);
for (const test of skipped) console.log(`skipped, which counts as failed here: ${test.fullName}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
