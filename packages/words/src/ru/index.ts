import * as alerts from './alerts.js';
import { commandFiles } from './command-files.js';
import { commandFlow } from './command-flow.js';
import { commandImport } from './command-import.js';
import { commandLine } from './command-line.js';
import * as diagnosis from './diagnosis.js';
import * as durations from './durations.js';
import { help } from './help.js';
import { importReport } from './import-report.js';
import { nextSteps } from './next-steps.js';
import * as orders from './orders.js';
import * as pages from './pages.js';

/** Russian texts of server and command line, with the keys of `en`. */
export const texts = {
  ...diagnosis,
  ...durations,
  ...orders,
  ...pages,
  ...alerts,
  nextSteps,
  commandFiles,
  commandFlow,
  commandImport,
  commandLine,
  help,
  importReport,
};
