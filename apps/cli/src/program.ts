import { languages } from '@ordertrace/words';
import { Command, Option } from 'commander';
import { addAlertsCommands } from './commands/alerts-commands.js';
import { addAuditCommands } from './commands/audit-commands.js';
import { addBackupCommands } from './commands/backup-commands.js';
import type { CommandContext } from './commands/command-context.js';
import { addExportCommand } from './commands/export-command.js';
import { addFlowCommands } from './commands/flow-commands.js';
import { addImportCommand } from './commands/import-command.js';
import { addOrderCommands } from './commands/order-commands.js';
import { addRemovalCommands } from './commands/removal-commands.js';
import { addStoreCommands } from './commands/store-commands.js';
import { helpWords } from './help/help-words.js';
import { usageErrorText } from './help/usage-errors.js';

/** The `ordertrace` command with all its commands. */
export function ordertraceProgram(context: CommandContext): Command {
  const { t } = context;
  // Commands inherit these settings when they are added.
  const program = new Command('ordertrace')
    .description(t('help.about'))
    .addOption(
      new Option('--lang <language>', t('help.options.lang'))
        .choices(languages)
        .default(undefined, t('help.defaults.lang')),
    )
    .helpOption('-h, --help', t('help.options.help'))
    .helpCommand('help [command]', t('help.commands.help'))
    .configureHelp(helpWords(t))
    .configureOutput({ outputError: (message, write) => write(usageErrorText(message, t)) })
    .showHelpAfterError(t('help.errors.wayOut'));
  addFlowCommands(program, context);
  addAlertsCommands(program, context);
  addBackupCommands(program, context);
  addImportCommand(program, context);
  addExportCommand(program, context);
  addAuditCommands(program, context);
  addStoreCommands(program, context);
  addOrderCommands(program, context);
  addRemovalCommands(program, context);
  return program;
}
