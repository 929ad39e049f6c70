import { Option, type Command } from 'commander';
import { link, type LinkOptions } from '../link.js';
import { order, type OrderOptions } from '../order.js';
import { serverAddress, withServer, type CommandContext, type ServerOption } from './command-context.js';

/** Adds `ordertrace order` and `ordertrace link`. */
export function addOrderCommands(program: Command, context: CommandContext): void {
  const { t, finish } = context;
  withServer(program.command('order'), context)
    .argument('<order>', t('help.arguments.order'))
    .option('--tenant <tenant>', t('help.options.tenantOfOrder'))
    .option('--customer', t('help.options.customer'))
    .option('--json', t('help.options.json'))
    .description(t('help.commands.order'))
    .action(async (id: string, options: OrderOptions & ServerOption) =>
      finish(await order(serverAddress(options, context), id, options)),
    );
  withServer(program.command('link'), context)
    .argument('<order>', t('help.arguments.order'))
    .option('--tenant <tenant>', t('help.options.tenantOfOrder'))
    .addOption(new Option('--expires <time>', t('help.options.expires')).default(undefined, '7d'))
    .option('--list', t('help.options.list'))
    .option('--revoke <id>', t('help.options.revoke'))
    .description(t('help.commands.link'))
    .action(async (id: string, options: LinkOptions & ServerOption) =>
      finish(await link(serverAddress(options, context), id, options)),
    );
}
