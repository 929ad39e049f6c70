import { describe, expect, it } from 'vitest';

interface Closing {
  readonly lines: readonly string[];
  readonly ok: boolean;
}
const { closingLines } = (await import(new URL('../test-counts.js', import.meta.url).href)) as {
  closingLines: (report: object, allowed: object[]) => Closing;
};

const test = (fullName: string, status: string) => ({ fullName, status });
const report = (...assertionResults: object[]) => ({
  testResults: [{ name: 'a', status: 'passed', assertionResults }],
});

describe('the closing line of a test run', () => {
  it('counts what passed and failed', () => {
    const { lines, ok } = closingLines(report(test('one', 'passed'), test('two', 'failed')), []);
    expect([lines.at(-1), ok]).toEqual(['1 passed, 1 failed', false]);
  });

  it('counts a skip without a listed reason as failed', () => {
    const { lines, ok } = closingLines(report(test('one', 'passed'), test('browser opens', 'pending')), []);
    expect([lines.at(-1), ok]).toEqual(['1 passed, 1 failed', false]);
    expect(lines[0]).toContain('browser opens');
  });

  it('counts a listed skip apart, and names its reason', () => {
    const allowed = [{ test: 'browser', reason: 'no browser on this machine' }];
    const { lines, ok } = closingLines(
      report(test('one', 'passed'), test('browser opens', 'skipped')),
      allowed,
    );
    expect([lines.at(-1), ok]).toEqual(['1 passed, 0 failed, 1 skipped', true]);
    expect(lines[0]).toContain('no browser on this machine');
  });

  it('counts a file that could not be loaded as a failure', () => {
    const broken = { testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [] }] };
    expect(closingLines(broken, []).lines).toEqual(['failed to load: a.test.ts', '0 passed, 1 failed']);
  });

  it('is not green without a test', () => {
    expect(closingLines(report(), []).ok).toBe(false);
  });
});
