/**
 * Summary of a test run: a line for each problem, then the counts. `allowed` lists skips by the start of the
 * test's full name, each with its reason. A file that could not be loaded counts as one failure.
 */
export function closingLines({ testResults }, allowed) {
  const tests = testResults.flatMap((suite) => suite.assertionResults);
  const count = (status) => tests.filter((test) => test.status === status).length;
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.length,
  );
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  const entryOf = ({ fullName }) => allowed.find(({ test }) => fullName.startsWith(test));
  const refused = skipped.filter((test) => entryOf(test) === undefined);
  const failed = count('failed') + broken.length + refused.length;
  const skips = skipped.length - refused.length;
  return {
    lines: [
      ...broken.map(({ name }) => `failed to load: ${name}`),
      ...refused.map(({ fullName }) => `skipped without a listed reason, counts as failed: ${fullName}`),
      ...skipped.filter(entryOf).map((test) => `skipped: ${test.fullName} (${entryOf(test).reason})`),
      `${count('passed')} passed, ${failed} failed${skips > 0 ? `, ${skips} skipped` : ''}`,
    ],
    ok: failed === 0 && count('passed') > 0,
  };
}
