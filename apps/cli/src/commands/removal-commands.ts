import type { Command } from 'commander';
import { erase, type ErasureOptions } from '../erase.js';
import { runRetention } from '../retention.js';
import { serverAddress, withServer, type CommandContext, type ServerOption } from './command-context.js';

/** Adds `ordertrace retention` and `ordertrace erase`. */
export function addRemovalCommands(program: Command, context: CommandContext): void {
  const { t, errors, finish } = context;
  const retention = program.command('retention').description(t('help.commands.retention'));
  withServer(retention.command('run'), context)
    .option('--dry-run', t('help.options.dryRun'))
    .description(t('help.commands.retentionRun'))
    .action(async (options: ServerOption & { readonly dryRun?: boolean }) => {
      const { dryRun = false } = options;
      finish(await runRetention({ address: serverAddress(options, context), dryRun, errors }));
    });
  withServer(program.command('erase'), context)
    .option('--matching <text>', t('help.options.matching'))
    .option('--order <order>', t('help.options.order'))
    .option('--tenant <tenant>', t('help.options.tenantOfOrder'))
    .option('--trace <id>', t('help.options.trace'))
    .option('--dry-run', t('help.options.dryRun'))
    .description(t('help.commands.erase'))
    .action(async (options: ErasureOptions & ServerOption) =>
      finish(await erase(serverAddress(options, context), options)),
    );
}
