import type { Case } from './case.js';
import { messageCases } from './messages.js';
import { receiptCases } from './receipts.js';

/** The corpus, in the order of its files. */
export const cases: readonly Case[] = [...messageCases, ...receiptCases];
