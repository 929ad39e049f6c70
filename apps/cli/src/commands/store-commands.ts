import type { Command } from 'commander';
import { checkFolder, checkServer, rebuildFolder } from '../store-check.js';
import { serverAddress, withServer, type CommandContext, type ServerOption } from './command-context.js';

interface CheckOptions extends ServerOption {
  readonly repair?: boolean;
  readonly store?: string;
}

/** Adds `ordertrace store`. */
export function addStoreCommands(program: Command, context: CommandContext): void {
  const { t, language, errors, finish } = context;
  const store = program.command('store').description(t('help.commands.store'));
  store
    .command('rebuild')
    .requiredOption('--store <folder>', t('help.options.store'))
    .description(t('help.commands.storeRebuild'))
    .action(async (options: { readonly store: string }) =>
      finish(await rebuildFolder(options.store, language)),
    );
  withServer(store.command('check'), context)
    .option('--repair', t('help.options.repair'))
    .option('--store <folder>', t('help.options.storeInstead'))
    .description(t('help.commands.storeCheck'))
    .action(async (options: CheckOptions) => {
      const order = { repair: options.repair ?? false, errors, language };
      finish(
        options.store === undefined
          ? await checkServer(serverAddress(options, context), order)
          : await checkFolder(options.store, order),
      );
    });
}
