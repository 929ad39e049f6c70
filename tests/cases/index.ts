import type { Case } from './case.js';
import { coverageCases } from './coverage.js';
import { deadLetterCases } from './dead-letters.js';
import { errorCases } from './errors.js';
import { messageCases } from './messages.js';
import { receiptCases } from './receipts.js';
import { sharedTraceCases } from './shared-traces.js';
import { stageCases } from './stages.js';
import { timeCases } from './times.js';

/** The corpus, in the order of its files. */
export const cases: readonly Case[] = [
  ...messageCases,
  ...receiptCases,
  ...deadLetterCases,
  ...errorCases,
  ...sharedTraceCases,
  ...stageCases,
  ...coverageCases,
  ...timeCases,
];
