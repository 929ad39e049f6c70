export const shell = {
  skip: 'Skip to the content',
  start: 'Overview',
  orders: 'Orders',
  problems: 'Problems',
  flow: 'Flow',
  import: 'Import',
  operations: 'Operations',
  sections: 'Sections',
  search: 'Find an order or a trace',
  searchPlaceholder: 'Order, trace, tenant, “stuck approved”',
  searchKey: 'Press / or Ctrl-K to search',
  searching: 'Searching…',
  suggestions: 'Suggestions',
  trace: 'Trace {{id}}',
  list: 'List: {{text}}',
  toRussian: 'Switch to Russian',
  toEnglish: 'Switch to English',
  signOut: '{{name}}: sign out',
  scheme: { auto: 'Colours: as the system', light: 'Colours: light', dark: 'Colours: dark' },
  timeZone: 'Times are in {{zone}}',
};

export const incomplete = {
  text_one:
    'This page may be incomplete: {{count, number}} file of the server’s store is damaged. Traces, logs or recent events of some orders may be missing.',
  text_other:
    'This page may be incomplete: {{count, number}} files of the server’s store are damaged. Traces, logs or recent events of some orders may be missing.',
  runbook: 'What to do',
};

export const demonstration = {
  short: 'Demo',
  long: 'Demonstration data: no real customers.',
};

export const status = {
  loading: 'Loading…',
  retry: 'Try again',
  stale: 'The server does not answer; data as of {{time}}.',
  unreachable: {
    title: 'The server does not answer',
    text: 'The page could not reach the Ordertrace server. Check that it runs and that the network works. The page retries automatically.',
  },
  failed: {
    title: 'This could not be shown',
    text: 'The server refused: {{reason}} ({{code}})',
  },
  forbidden: 'Your roles do not allow access to this.',
  forbiddenWay: 'Ask an administrator for the role, then sign in again.',
  partFailed: 'This could not be shown: {{reason}}',
  broken: {
    title: 'The page failed',
    text: 'This is an error of the console: {{reason}} Reload the page. If it happens again, report it with the address of the page.',
    reload: 'Reload',
  },
  notFound: {
    title: 'Page not found',
    text: 'No page has this address. Perhaps it was cut when it was copied.',
    orders: 'To the orders',
  },
};

export const code = {
  copy: 'Copy',
  copied: 'Copied',
  failed: 'Select the text and copy it with the keyboard',
};
