export { takeForms } from './form-body.js';
export { html, type Html } from './html.js';
export { sendNotice, sendPage, type PageContent } from './page.js';
export { pageFiles } from './page-files.js';
export { runbookFiles } from './runbook-files.js';
export { pageLanguage } from './page-language.js';
export { instantHtml, instantText } from './page-time.js';
