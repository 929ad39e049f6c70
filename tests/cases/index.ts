import { businessAnswerCases } from './business-answers.js';
import type { Case } from './case.js';
import { consumerCases } from './consumers.js';
import { clockCases } from './clocks.js';
import { coverageCases } from './coverage.js';
import { deadLetterCases } from './dead-letters.js';
import { encodedIdCases } from './encoded-ids.js';
import { errorMessageCases } from './error-messages.js';
import { errorCases } from './errors.js';
import { intermediaryCases } from './intermediaries.js';
import { jobRetryCases } from './job-retries.js';
import { messageCases } from './messages.js';
import { readCases } from './reads.js';
import { requestCases } from './requests.js';
import { retryCases } from './retries.js';
import { severalMessageCases } from './several-messages.js';
import { sharedTraceCases } from './shared-traces.js';
import { stageCases } from './stages.js';
import { timeCases } from './times.js';

/** The corpus, in the order of its files. */
export const cases: readonly Case[] = [
  ...messageCases,
  ...requestCases,
  ...readCases,
  ...consumerCases,
  ...intermediaryCases,
  ...deadLetterCases,
  ...errorCases,
  ...errorMessageCases,
  ...businessAnswerCases,
  ...retryCases,
  ...jobRetryCases,
  ...sharedTraceCases,
  ...encodedIdCases,
  ...stageCases,
  ...severalMessageCases,
  ...clockCases,
  ...coverageCases,
  ...timeCases,
];
