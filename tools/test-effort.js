// Set-up of the tests in a mutation run, which runs them hundreds of times: fewer random examples in each.
import fc from 'fast-check';

fc.configureGlobal({ numRuns: Math.ceil(100 * Number(process.env['TEST_EFFORT'] ?? 1)) });
