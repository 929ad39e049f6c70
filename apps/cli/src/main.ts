import { textsIn } from '@ordertrace/words';
import { languageOf } from './language.js';
import { ordertraceProgram } from './program.js';
import type { CommandResult } from './result.js';

function finish({ exitCode, text, errors }: CommandResult): void {
  if (text !== '') process.stdout.write(`${text}\n`);
  if (errors !== '') process.stderr.write(`${errors}\n`);
  process.exitCode = exitCode;
}

const language = languageOf(process.argv.slice(2), process.env);
const program = ordertraceProgram({
  environment: process.env,
  language,
  t: textsIn(language),
  output: process.stdout,
  errors: process.stderr,
  finish,
});
await program.parseAsync();
