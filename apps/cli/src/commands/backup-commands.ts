import type { Command } from 'commander';
import { backup } from '../backup.js';
import { restore } from '../restore.js';
import { writeTables } from '../tables/write-tables.js';
import { serverAddress, withServer, type CommandContext, type ServerOption } from './command-context.js';

interface DataOption {
  readonly data: string;
}

/** Adds `ordertrace backup`, `ordertrace restore` and `ordertrace tables`. */
export function addBackupCommands(program: Command, context: CommandContext): void {
  const { t, language, errors, finish } = context;
  withServer(program.command('backup'), context)
    .argument('<file-or-folder>', t('help.arguments.backupTo'))
    .description(t('help.commands.backup'))
    .action(async (to: string, options: ServerOption) =>
      finish(await backup({ address: serverAddress(options, context), to, errors })),
    );
  program
    .command('restore')
    .argument('<from>', t('help.arguments.backup'))
    .requiredOption('--data <folder>', t('help.options.restoredData'))
    .description(t('help.commands.restore'))
    .action(async (from: string, { data }: DataOption) =>
      finish(await restore({ from, data, errors, language })),
    );
  program
    .command('tables')
    .argument('<to>', t('help.arguments.tablesTo'))
    .requiredOption('--data <folder>', t('help.options.data'))
    .description(t('help.commands.tables'))
    .action(async (to: string, { data }: DataOption) =>
      finish(await writeTables({ data, to, errors, language })),
    );
}
