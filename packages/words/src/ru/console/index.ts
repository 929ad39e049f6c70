import * as shell from './shell.js';
import * as words from './words.js';
import * as orders from './orders.js';
import * as order from './order.js';
import * as start from './start.js';
import * as problems from './problems.js';
import * as flow from './flow.js';
import { importReport } from '../import-report.js';
import * as importing from './import.js';
import * as customerLinks from './customer-links.js';
import * as operations from './operations.js';
import * as telemetry from './telemetry.js';

/** Russian texts of the web console: the keys of `en`, with the plural forms of Russian. */
export const consoleTexts = {
  ...shell,
  ...words,
  ...orders,
  ...order,
  ...telemetry,
  ...start,
  ...problems,
  ...flow,
  ...importing,
  importReport,
  ...customerLinks,
  ...operations,
};
