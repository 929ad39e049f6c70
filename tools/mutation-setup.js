// Tests by generated examples stop after a short time, because they run again for each change.
import fc from 'fast-check';

fc.configureGlobal({ interruptAfterTimeLimit: 300, markInterruptAsFailure: false });
