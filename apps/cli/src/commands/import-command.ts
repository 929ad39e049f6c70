import { Option, type Command } from 'commander';
import { duplicateChoices, onErrorChoices } from '@ordertrace/api';
import { importFile } from '../import.js';
import { serverAddress, withServer, type CommandContext, type ServerOption } from './command-context.js';
import { logFormats, queryOf, type OptionValues } from './event-log-query.js';

const importFlags = [
  ['--log <name>', 'log'],
  ['--tenant <tenant>', 'tenant'],
  ['--case <column>', 'case'],
  ['--activity <column>', 'activity'],
  ['--date <column>', 'date'],
  ['--time <column>', 'time'],
  ['--start <column>', 'start'],
  ['--lifecycle-column <column>', 'lifecycleColumn'],
  ['--instance <column>', 'instance'],
  ['--resource <column>', 'resource'],
  ['--tenant-column <column>', 'tenantColumn'],
  ['--object-type <type>', 'objectType'],
  ['--time-zone <zone>', 'timeZone'],
  ['--time-format <format>', 'timeFormat'],
  ['--encoding <name>', 'encoding'],
  ['--separator <character>', 'separator'],
] as const;

/** Adds `ordertrace import`. */
export function addImportCommand(program: Command, context: CommandContext): void {
  const { t, errors, finish } = context;
  const importing = withServer(program.command('import'), context)
    .argument('<file>', t('commandImport.options.file'))
    .description(t('help.commands.import'));
  for (const [flags, text] of importFlags) importing.option(flags, t(`commandImport.options.${text}`));
  importing
    .addOption(new Option('--format <format>', t('commandImport.options.format')).choices(logFormats))
    .addOption(
      new Option('--lifecycle <mode>', t('commandImport.options.lifecycle')).choices([
        'pair',
        'each',
        'start',
        'complete',
      ]),
    )
    .addOption(
      new Option('--date-order <order>', t('commandImport.options.dateOrder')).choices(['dmy', 'mdy']),
    )
    .addOption(
      new Option('--on-error <what>', t('commandImport.options.onError'))
        .choices(onErrorChoices)
        .default('reject'),
    )
    .addOption(
      new Option('--duplicates <what>', t('commandImport.options.duplicates'))
        .choices(duplicateChoices)
        .default('refuse'),
    )
    .option('--dry-run', t('commandImport.options.dryRun'))
    .option('--json', t('help.options.json'))
    .action(async (file: string, options: OptionValues & ServerOption) => {
      const address = serverAddress(options, context);
      const json = options['json'] === true;
      finish(await importFile({ address, file, query: queryOf(options), json, errors }));
    });
}
