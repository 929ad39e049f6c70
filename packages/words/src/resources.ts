import type { consoleTexts } from './en/console/index.js';
import type { texts } from './en/index.js';

/** Types for text keys: `console` for the web console, `texts` for everything else. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'console';
    resources: { console: typeof consoleTexts; texts: typeof texts };
  }
}
