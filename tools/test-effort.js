// Set-up of the tests in a mutation run, which runs them hundreds of times: fewer random examples in each, and a time
// after which no further example is tried.
import fc from 'fast-check';

fc.configureGlobal({
  numRuns: Math.ceil(100 * Number(process.env['TEST_EFFORT'] ?? 1)),
  interruptAfterTimeLimit: 300,
  markInterruptAsFailure: false,
});
