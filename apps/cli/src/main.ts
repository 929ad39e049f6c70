import { Command } from 'commander';
import { checkFlowFile, type CommandResult } from './flow-check.js';

function finish({ exitCode, text, errors }: CommandResult): void {
  if (text !== '') process.stdout.write(`${text}\n`);
  if (errors !== '') process.stderr.write(`${errors}\n`);
  process.exitCode = exitCode;
}

const program = new Command('ordertrace').description('Order tracing from the command line.');
program
  .command('flow')
  .description('flow files')
  .command('check')
  .argument('<file>', 'a flow file (YAML)')
  .description('tell everything that is wrong with a flow file, with line and column')
  .action(async (file: string) => finish(await checkFlowFile(file)));

await program.parseAsync();
