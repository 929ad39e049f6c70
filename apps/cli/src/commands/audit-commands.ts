import { definedFields } from '@ordertrace/conventions';
import { Option, type Command } from 'commander';
import { contextAudit } from '../context-audit.js';
import { failed } from '../result.js';
import { serverAddress, withServer, type CommandContext, type ServerOption } from './command-context.js';

interface Options extends ServerOption {
  readonly from?: string;
  readonly to?: string;
  readonly records?: string;
  readonly json?: boolean;
  readonly strict?: boolean;
}

/** Adds `ordertrace audit`. */
export function addAuditCommands(program: Command, context: CommandContext): void {
  const { t, finish } = context;
  const audit = program.command('audit').description(t('help.commands.audit'));
  withServer(audit.command('context'), context)
    .description(t('help.commands.auditContext'))
    .addOption(
      new Option('--from <time>', t('help.options.auditFrom')).default(
        undefined,
        t('help.defaults.auditFrom'),
      ),
    )
    .addOption(
      new Option('--to <time>', t('help.options.auditTo')).default(undefined, t('help.defaults.auditTo')),
    )
    .addOption(new Option('--records <number>', t('help.options.records')).default(undefined, '20000'))
    .option('--json', t('help.options.json'))
    .option('--strict', t('help.options.strict'))
    .action(async (options: Options) => {
      const { from, to, json = false, strict = false } = options;
      const records = options.records === undefined ? undefined : Number(options.records);
      if (records !== undefined && !Number.isInteger(records)) {
        const value = options.records ?? '';
        finish(failed(t('help.errors.notInteger', { name: '--records', value })));
        return;
      }
      const query = definedFields({ from, to, records });
      finish(await contextAudit({ address: serverAddress(options, context), query, json, strict }));
    });
}
