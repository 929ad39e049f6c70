import { csvFormulas } from '@ordertrace/api';
import { situations } from '@ordertrace/model';
import { Option, type Command } from 'commander';
import { exportLog } from '../export.js';
import { serverAddress, withServer, type CommandContext, type ServerOption } from './command-context.js';
import { logFormats, queryOf, type OptionValues } from './event-log-query.js';

/** Adds `ordertrace export`. */
export function addExportCommand(program: Command, context: CommandContext): void {
  const { t, finish, output } = context;
  withServer(program.command('export'), context)
    .description(t('help.commands.export'))
    .addOption(new Option('--format <format>', t('help.options.format')).choices(logFormats).default('csv'))
    .addOption(
      new Option('--output <file>', t('help.options.output')).default(undefined, t('help.defaults.output')),
    )
    .option('--from <time>', t('help.options.from'))
    .option('--to <time>', t('help.options.to'))
    .option('--tenant <tenant>', t('help.options.tenant'))
    .option('--stage <stage>', t('help.options.stage'))
    .addOption(new Option('--situation <situation>', t('help.options.situation')).choices(situations))
    .option('--source <source>', t('help.options.source'))
    .addOption(
      new Option('--formulas <handling>', t('help.options.formulas'))
        .choices(csvFormulas)
        .default(undefined, 'neutralize'),
    )
    .action(async (options: OptionValues & ServerOption & { readonly output?: string }) => {
      const { output: file, ...rest } = options;
      const address = serverAddress(options, context);
      finish(await exportLog({ address, query: queryOf(rest), file, output }));
    });
}
