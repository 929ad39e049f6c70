import { describe, expect, it } from 'vitest';

const { mutationSummary } = (await import(new URL('../mutation-summary.js', import.meta.url).href)) as {
  mutationSummary: (report: object) => string;
};

function mutant(status: string, line = 1) {
  return {
    status,
    mutatorName: 'ConditionalExpression',
    replacement: 'true',
    location: { start: { line, column: 3 } },
  };
}

describe('the summary of a mutation report', () => {
  const summary = mutationSummary({
    files: {
      'a/one.ts': {
        mutants: [mutant('Killed'), mutant('Survived', 7), mutant('Ignored'), mutant('CompileError')],
      },
      'b/two.ts': { mutants: [mutant('Timeout'), mutant('NoCoverage', 9)] },
    },
  });

  it('counts a time-out as noticed, and lists it apart', () => {
    expect(summary).toContain('| b | 50.0 % | 2 | 1 | 1 | 0 | 1 |');
  });

  it('leaves out what was not tried', () => {
    expect(summary).toContain('| all | 50.0 % | 4 | 2 | 1 | 1 | 1 |');
  });

  it('names each change that no test noticed', () => {
    expect(summary).toContain('- a/one.ts:7:3 ConditionalExpression → `true` (Survived)');
    expect(summary).toContain('- b/two.ts:9:3');
    expect(summary).not.toContain('- a/one.ts:1:3');
  });
});
