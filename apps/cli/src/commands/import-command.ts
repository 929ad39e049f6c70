import { Option, type Command } from 'commander';
import { duplicateChoices, onErrorChoices } from '@ordertrace/api';
import { importFile } from '../import.js';
import { serverAddress, withServer, type CommandContext, type ServerOption } from './command-context.js';
import { logFormats, queryOf, type OptionValues } from './event-log-query.js';

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

/** Adds `ordertrace import`. */
export function addImportCommand(program: Command, context: CommandContext): void {
  const { t, errors, finish } = context;
  const importing = withServer(program.command('import'), context)
    .argument('<file>', 'CSV, XES (plain or gzip), OCEL 1 or 2 (JSON, XML, SQLite)')
    .description(t('help.commands.import'));
  for (const [flags, what] of importFlags) importing.option(flags, what);
  importing
    .addOption(new Option('--format <format>', 'recognised unless said').choices(logFormats))
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
    .option('--json', t('help.options.json'))
    .action(async (file: string, options: OptionValues & ServerOption) => {
      const address = serverAddress(options, context);
      const json = options['json'] === true;
      finish(await importFile({ address, file, query: queryOf(options), json, errors }));
    });
}
