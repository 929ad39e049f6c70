import { Option, type Command } from 'commander';
import {
  csvFormulas,
  duplicateChoices,
  onErrorChoices,
  type ExportQuery,
  type ImportQuery,
} from '@ordertrace/api';
import { exportLog } from './export.js';
import { importFile } from './import.js';
import type { CommandResult } from './result.js';
import { serverAddress, withServer } from './server-address.js';

type Environment = Readonly<Record<string, string | undefined>>;
type Flags = Readonly<Record<string, string | boolean | undefined>>;

const formats = ['csv', 'xes', 'ocel'] as const;

const importFlags: readonly (readonly [flags: string, what: string])[] = [
  ['--log <name>', 'what the log is called; the name of the file unless said'],
  ['--tenant <tenant>', 'tenant of rows that name none; the name of the log unless said'],
  ['--case <column>', 'column of the id of the order'],
  ['--activity <column>', 'column of what was done'],
  ['--time <column>', 'column of the time (of its end, where there are two)'],
  ['--start <column>', 'column of the time of its start'],
  ['--lifecycle-column <column>', 'column that says start or complete'],
  ['--instance <column>', 'column that tells pieces of work apart'],
  ['--resource <column>', 'column of who did it'],
  ['--tenant-column <column>', 'column of the tenant'],
  ['--object-type <type>', 'OCEL: objects of this type are the orders'],
  ['--time-zone <zone>', 'of times that say no offset: UTC, Europe/Moscow, +03:00'],
  ['--encoding <name>', 'such as windows-1251; UTF-8 unless marked'],
  ['--separator <character>', 'of a CSV file, or the word tab'],
];

/** Adds `ordertrace import` and `ordertrace export`. */
export function addEventLogCommands(
  program: Command,
  environment: Environment,
  finish: (result: CommandResult) => void,
): void {
  const importing = withServer(program.command('import'), environment)
    .argument('<file>', 'CSV, XES (plain or gzip), OCEL 1 or 2 (JSON, XML, SQLite)')
    .description('take an event log as past orders');
  for (const [flags, what] of importFlags) importing.option(flags, what);
  importing
    .addOption(new Option('--format <format>', 'recognised unless said').choices(formats))
    .addOption(
      new Option('--lifecycle <mode>', 'how start and complete rows are taken').choices([
        'pair',
        'each',
        'start',
        'complete',
      ]),
    )
    .addOption(new Option('--date-order <order>', 'of dates with the year last').choices(['dmy', 'mdy']))
    .addOption(
      new Option('--on-error <what>', 'all or nothing, up to the first error, or all rows that can be taken')
        .choices(onErrorChoices)
        .default('reject'),
    )
    .addOption(
      new Option(
        '--duplicates <what>',
        'events stored already from elsewhere: ask, import the others, count twice',
      )
        .choices(duplicateChoices)
        .default('refuse'),
    )
    .option('--dry-run', 'read and report, keep nothing')
    .option('--json', 'print the report as JSON')
    .action(async (file: string, flags: Flags & { server: string }) => {
      const address = serverAddress(flags, environment);
      finish(
        await importFile({
          address,
          file,
          query: queryOf(flags),
          json: flags['json'] === true,
          errors: process.stderr,
        }),
      );
    });
  withServer(program.command('export'), environment)
    .description('write orders as an event log')
    .addOption(new Option('--format <format>').choices(formats).default('csv'))
    .option('--output <file>', 'standard output unless said')
    .option('--tenant <tenant>')
    .option('--stage <stage>', 'orders that are in it, or ended in it')
    .option('--situation <situation>')
    .addOption(new Option('--formulas <what>', 'CSV texts that a spreadsheet would run').choices(csvFormulas))
    .option('--from <time>', 'orders that began at it or later')
    .option('--to <time>', 'orders that began before it')
    .option('--source <source>', 'live, imported, or imported:LOG')
    .action(async (flags: Flags & { server: string; output?: string }) => {
      const { output, ...rest } = flags;
      const address = serverAddress(flags, environment);
      finish(await exportLog({ address, query: queryOf(rest), file: output, output: process.stdout }));
    });
}

/** Query from flags, which have the names of the API's parameters. */
function queryOf(flags: Flags): ImportQuery & ExportQuery {
  const own = new Set(['server', 'json', 'output', 'lang']);
  const named = Object.entries(flags).filter(([name, value]) => !own.has(name) && value !== undefined);
  const entries = named.map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return Object.fromEntries(entries) as ImportQuery & ExportQuery;
}
