import type { Command } from 'commander';
import { checkAlertsFile } from '../alerts-check.js';
import { proveAlertsFile, type ProveOptions } from '../alerts-prove.js';
import { serverAddress, withServer, type CommandContext, type ServerOption } from './command-context.js';

/** Adds `ordertrace alerts`. */
export function addAlertsCommands(program: Command, context: CommandContext): void {
  const { t, language, finish } = context;
  const alerts = program.command('alerts').description(t('help.commands.alerts'));
  alerts
    .command('check')
    .argument('<file>', t('help.arguments.alertsFile'))
    .description(t('help.commands.alertsCheck'))
    .action(async (file: string) => finish(await checkAlertsFile(file, language)));
  withServer(alerts.command('prove'), context)
    .argument('<file>', t('help.arguments.alertsFile'))
    .option('--tenant <tenant>', t('help.options.tenant'))
    .option('--from <time>', t('help.options.problemsFrom'))
    .option('--made <situations>', t('help.options.made'))
    .option('--json', t('help.options.json'))
    .description(t('help.commands.alertsProve'))
    .action(async (file: string, options: ProveOptions & ServerOption) => {
      const address = serverAddress(options, context);
      finish(await proveAlertsFile({ file, options, nowMs: Date.now(), address }));
    });
}
