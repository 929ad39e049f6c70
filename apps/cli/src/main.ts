import { Command } from 'commander';
import { checkAlertsFile } from './alerts-check.js';
import { proveAlertsFile, type ProveOptions } from './alerts-prove.js';
import { addAuditCommands } from './audit-commands.js';
import { backup } from './backup.js';
import { addEventLogCommands } from './event-log-commands.js';
import { commandLanguage, withLanguage } from './command-language.js';
import { erase, type ErasureOptions } from './erase.js';
import { checkFlowFiles } from './flow-check.js';
import { addFlowCommands } from './flow-commands.js';
import { link, type LinkOptions } from './link.js';
import { order, type OrderOptions } from './order.js';
import { runRetention } from './retention.js';
import { restore } from './restore.js';
import type { CommandResult } from './result.js';
import { serverAddress, withServer } from './server-address.js';
import { checkFolder, checkServer, rebuildFolder } from './store-check.js';
import { writeTables } from './tables/write-tables.js';

function finish({ exitCode, text, errors }: CommandResult): void {
  if (text !== '') process.stdout.write(`${text}\n`);
  if (errors !== '') process.stderr.write(`${errors}\n`);
  process.exitCode = exitCode;
}

const program = new Command('ordertrace').description('Order tracing from the command line.');
const flow = program.command('flow').description('flow files, and statistics over the ways of orders');
addFlowCommands(flow, process.env, finish);
flow
  .command('check')
  .argument('<paths...>', 'flow files (YAML), or folders of them, that are to stand side by side')
  .description('tell everything that is wrong with flow files, with line and column')
  .action(async (paths: string[]) => finish(await checkFlowFiles(paths)));

const alerts = program.command('alerts').description('alerts files');
withLanguage(alerts.command('check'))
  .argument('<file>', 'an alerts file (YAML)')
  .description('tell everything that is wrong with an alerts file, with line and column')
  .action(async (file: string, options: { lang?: string }) =>
    finish(await checkAlertsFile(file, commandLanguage(options, process.env))),
  );
withServer(alerts.command('prove'), process.env)
  .argument('<file>', 'an alerts file (YAML)')
  .option('--tenant <tenant>', 'only problems of one tenant')
  .option('--from <time>', 'only problems opened after it, RFC 3339')
  .option('--made <situations>', 'made problems instead of those of the server: failed,lost,stuck,slow')
  .option('--json', 'print the proof as JSON')
  .description('replay past problems: which channel would have alerted, when, and why of others not')
  .action(async (file: string, options: ProveOptions & { server: string }) =>
    finish(
      await proveAlertsFile({
        file,
        options,
        nowMs: Date.now(),
        address: serverAddress(options, process.env),
      }),
    ),
  );

withServer(program.command('backup'), process.env)
  .argument('<file-or-folder>', 'where the backup goes; a folder where it is one or ends with a slash')
  .description('save everything that the running server has stored')
  .action(async (to: string, options: { server: string }) =>
    finish(await backup({ address: serverAddress(options, process.env), to, errors: process.stderr })),
  );
withLanguage(program.command('restore'))
  .argument('<from>', 'a backup: file or folder')
  .requiredOption('--data <folder>', 'the new data folder; empty or missing')
  .description('make a data folder from a backup, and verify it')
  .action(async (from: string, { data, ...options }: { data: string; lang?: string }) =>
    finish(
      await restore({
        from,
        data,
        errors: process.stderr,
        language: commandLanguage(options, process.env),
      }),
    ),
  );

addEventLogCommands(program, process.env, finish);
addAuditCommands(program, process.env, finish);
program
  .command('tables')
  .argument('<to>', 'folder of the files; empty or not there')
  .requiredOption('--data <folder>', 'data folder of a server that is stopped, or a restored one')
  .description('write all spans and log records as Parquet files')
  .action(async (to: string, { data }: { data: string }) =>
    finish(await writeTables({ data, to, errors: process.stderr })),
  );

const store = program.command('store').description('the files of the store');
withLanguage(store.command('rebuild'))
  .requiredOption('--store <folder>', "the store's folder of a stopped server")
  .description(
    'make the tables again from the other files, where store.duckdb is lost and there is no backup',
  )
  .action(async (options: { store: string; lang?: string }) =>
    finish(await rebuildFolder(options.store, commandLanguage(options, process.env))),
  );
withServer(store.command('check'), process.env)
  .option('--repair', 'use files that were put back, rewrite damaged ones, and give up what is lost', false)
  .option('--store <folder>', "the store's folder of a stopped server, instead of a running server")
  .description('read every byte of the store, and report what is damaged')
  .action(async (options: { server: string; repair: boolean; store?: string; lang?: string }) => {
    const language = commandLanguage(options, process.env);
    const order = { repair: options.repair, errors: process.stderr, language };
    finish(
      options.store === undefined
        ? await checkServer(serverAddress(options, process.env), order)
        : await checkFolder(options.store, order),
    );
  });
withServer(program.command('retention').description('what is kept how long').command('run'), process.env)
  .option('--dry-run', 'only tell what would go', false)
  .description("remove what the flow file's policy lets go")
  .action(async (options: { server: string; dryRun: boolean }) =>
    finish(
      await runRetention({
        address: serverAddress(options, process.env),
        dryRun: options.dryRun,
        errors: process.stderr,
      }),
    ),
  );
withServer(program.command('order'), process.env)
  .argument('<order>', 'the order id')
  .option('--tenant <id>', 'whose order, where several tenants have the id')
  .option('--customer', 'only what the customer can be told', false)
  .option('--json', 'print the order as JSON', false)
  .description('where an order is, why, who is to move it on, and what to tell the customer')
  .action(async (id: string, options: OrderOptions & { server: string }) =>
    finish(await order(serverAddress(options, process.env), id, options)),
  );
withServer(program.command('link'), process.env)
  .argument('<order>', 'the order id')
  .option('--tenant <id>', 'whose order, where several tenants have the id')
  .option('--expires <time>', 'days or hours, as 7d or 12h; 90d at most')
  .option('--list', 'tell what links the order has', false)
  .option('--revoke <id>', 'make a link work no more')
  .description('make a link to an order for a customer without an account')
  .action(async (order: string, options: LinkOptions & { server: string }) =>
    finish(await link(serverAddress(options, process.env), order, options)),
  );
withServer(program.command('erase'), process.env)
  .option('--matching <text>', 'blank this text wherever it is stored')
  .option('--order <id>', 'all of an order')
  .option('--tenant <id>', 'whose order, where several tenants have the id')
  .option('--trace <id>', 'all of a trace')
  .option('--dry-run', 'only tell what would be erased', false)
  .description('remove something from everything that the server stores')
  .action(async (options: ErasureOptions & { server: string }) =>
    finish(await erase(serverAddress(options, process.env), options)),
  );

await program.parseAsync();
