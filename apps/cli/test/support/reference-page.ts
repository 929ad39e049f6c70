import type { Command } from 'commander';
import { commandsOf, nameOf } from './test-program.js';

const introduction = `
# Command line

\`npx ordertrace COMMAND\` in the repository. \`ordertrace COMMAND --help\` shows this page's text of one command.

This page is generated from the program:
\`npx vitest run apps/cli/test/reference-page.test.ts --update\`.

## Environment

| variable | meaning |
| -------- | ------- |
| \`ORDERTRACE_SERVER\` | address of the server, unless \`--server\` names it |
| \`ORDERTRACE_TOKEN\` | token for servers with sign-in, sent as \`Authorization: Bearer\`; see [sign-in](../guides/sign-in.md) |
| \`LC_ALL\`, \`LC_MESSAGES\`, \`LANG\` | language of the output, unless \`--lang\` names it: the first that is set decides; Russian for \`ru…\`, else English |

## Exit codes

| code | meaning |
| ---- | ------- |
| 0 | the command succeeded |
| 1 | the command failed, the server refused it or did not answer, an argument or option is wrong, or a check found something |
| 2 | a file of the command line cannot be read (\`flow check\`, \`alerts check\`, \`alerts prove\`, \`import\`) |

Checks that end with 1: mistakes in a file (\`flow check\`, \`alerts check\`), a channel that would not have alerted
(\`alerts prove\`), rows that were not imported (\`import\`), damage (\`store check\`), and with \`--strict\` a lost order ID
(\`audit context\`).

Results are written to standard output; errors and progress to standard error.
`;

/** The reference of the command line, in Markdown. */
export function referencePage(program: Command): string {
  const commands = commandsOf(program).filter((command) => command.commands.length === 0);
  return [
    introduction.trim(),
    '## Options of every command',
    ...optionTable(program),
    ...commands.map(commandSection),
  ].join('\n\n');
}

function commandSection(command: Command): string {
  const help = command.createHelp();
  const usage = command.registeredArguments.map((argument) =>
    argument.variadic ? `<${argument.name()}...>` : `<${argument.name()}>`,
  );
  const needed = command.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
  const argumentRows = command.registeredArguments.map((argument) => [
    `\`<${argument.name()}>\``,
    help.argumentDescription(argument),
  ]);
  return [
    `## ${nameOf(command)}`,
    `\`${[nameOf(command), ...usage, ...needed, '[options]'].join(' ')}\``,
    sentence(command.description()),
    ...(argumentRows.length === 0 ? [] : [table(['argument', 'meaning'], argumentRows)]),
    ...optionTable(command),
  ].join('\n\n');
}

function optionTable(command: Command): string[] {
  const help = command.createHelp();
  const rows = help
    .visibleOptions(command)
    .filter(({ long }) => command.parent === null || long !== '--help')
    .map((option) => [`\`${option.flags}\``, help.optionDescription(option)]);
  return rows.length === 0 ? [] : [table(['option', 'meaning'], rows)];
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

function sentence(text: string): string {
  return `${text.replace(/^./, (letter) => letter.toUpperCase())}.`;
}
