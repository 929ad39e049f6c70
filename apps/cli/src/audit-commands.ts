import { definedFields } from '@ordertrace/conventions';
import type { Command } from 'commander';
import { contextAudit } from './context-audit.js';
import { failed, type CommandResult } from './result.js';
import { serverAddress, withServer } from './server-address.js';

type Environment = Readonly<Record<string, string | undefined>>;

interface Flags {
  readonly server: string;
  readonly from?: string;
  readonly to?: string;
  readonly records?: string;
  readonly json?: boolean;
  readonly strict?: boolean;
}

/** Adds `ordertrace audit`. */
export function addAuditCommands(
  program: Command,
  environment: Environment,
  finish: (result: CommandResult) => void,
): void {
  const audit = program.command('audit').description('what is wrong with the telemetry itself');
  withServer(audit.command('context'), environment)
    .description('which application, hop or log line loses the context of orders')
    .option('--from <time>', 'RFC 3339; an hour ago unless said')
    .option('--to <time>', 'RFC 3339; now unless said')
    .option('--records <number>', 'spans, and log lines, that are read at most; 20000 unless said')
    .option('--json', 'print the answer as JSON')
    .option('--strict', 'end with exit code 1 where anything is lost')
    .action(async (flags: Flags) => {
      const records = flags.records === undefined ? undefined : Number(flags.records);
      if (records !== undefined && !Number.isInteger(records)) {
        finish(failed(`--records ${flags.records ?? ''} is no number.`));
        return;
      }
      const query = {
        ...definedFields({ from: flags.from, to: flags.to, records }),
      };
      const { json = false, strict = false } = flags;
      finish(await contextAudit({ address: serverAddress(flags, environment), query, json, strict }));
    });
}
