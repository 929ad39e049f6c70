import { duplicateChoices, onErrorChoices } from '@ordertrace/api';
import { Option, type Command } from 'commander';
import { importFile } from '../import.js';
import { serverAddress, withServer, type CommandContext, type ServerOption } from './command-context.js';
import { logFormats, queryOf, type OptionValues } from './event-log-query.js';

/** Adds `ordertrace import`. */
export function addImportCommand(program: Command, context: CommandContext): void {
  const { t, errors, finish } = context;
  const importing = withServer(program.command('import'), context)
    .argument('<file>', t('commandImport.options.file'))
    .description(t('help.commands.import'));
  for (const option of [...logOptions(context), ...columnOptions(context), ...fileOptions(context)])
    importing.addOption(option);
  importing
    .option('--dry-run', t('commandImport.options.dryRun'))
    .option('--json', t('help.options.json'))
    .action(async (file: string, options: OptionValues & ServerOption) => {
      const address = serverAddress(options, context);
      const json = options['json'] === true;
      finish(await importFile({ address, file, query: queryOf(options), json, errors }));
    });
}

function logOptions({ t }: CommandContext): Option[] {
  return [
    new Option('--log <name>', t('commandImport.options.log')).default(
      undefined,
      t('commandImport.options.defaults.log'),
    ),
    new Option('--tenant <tenant>', t('commandImport.options.tenant')).default(
      undefined,
      t('commandImport.options.defaults.tenant'),
    ),
    new Option('--on-error <handling>', t('commandImport.options.onError'))
      .choices(onErrorChoices)
      .default('reject'),
    new Option('--duplicates <handling>', t('commandImport.options.duplicates'))
      .choices(duplicateChoices)
      .default('refuse'),
  ];
}

function columnOptions({ t }: CommandContext): Option[] {
  return [
    new Option('--case <column>', t('commandImport.options.case')),
    new Option('--activity <column>', t('commandImport.options.activity')),
    new Option('--date <column>', t('commandImport.options.date')),
    new Option('--time <column>', t('commandImport.options.time')),
    new Option('--start <column>', t('commandImport.options.start')),
    new Option('--lifecycle-column <column>', t('commandImport.options.lifecycleColumn')),
    new Option('--instance <column>', t('commandImport.options.instance')),
    new Option('--resource <column>', t('commandImport.options.resource')),
    new Option('--tenant-column <column>', t('commandImport.options.tenantColumn')),
  ];
}

function fileOptions({ t }: CommandContext): Option[] {
  const recognised = t('commandImport.options.defaults.recognised');
  return [
    new Option('--format <format>', t('commandImport.options.format'))
      .choices(logFormats)
      .default(undefined, recognised),
    new Option('--encoding <name>', t('commandImport.options.encoding')).default(
      undefined,
      t('commandImport.options.defaults.utf8'),
    ),
    new Option('--separator <character>', t('commandImport.options.separator')).default(
      undefined,
      recognised,
    ),
    new Option('--time-zone <zone>', t('commandImport.options.timeZone')),
    new Option('--time-format <format>', t('commandImport.options.timeFormat')).default(
      undefined,
      recognised,
    ),
    new Option('--date-order <order>', t('commandImport.options.dateOrder'))
      .choices(['dmy', 'mdy'])
      .default(undefined, recognised),
    new Option('--lifecycle <mode>', t('commandImport.options.lifecycle'))
      .choices(['pair', 'each', 'start', 'complete'])
      .default(undefined, 'pair'),
    new Option('--object-type <type>', t('commandImport.options.objectType')),
  ];
}
