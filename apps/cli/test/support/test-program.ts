import { textsIn, type Language } from '@ordertrace/words';
import type { Command } from 'commander';
import { Writable } from 'node:stream';
import { ordertraceProgram } from '../../src/program.js';
import type { CommandResult } from '../../src/result.js';

export interface TestProgram {
  readonly program: Command;
  /** Everything that commander wrote. */
  readonly written: readonly string[];
  readonly results: readonly CommandResult[];
}

/** The program in an empty environment. Where it would exit it throws, and it collects its output. */
export function testProgram(language: Language): TestProgram {
  const written: string[] = [];
  const results: CommandResult[] = [];
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const program = ordertraceProgram({
    environment: {},
    language,
    t: textsIn(language),
    output: nowhere,
    errors: nowhere,
    finish: (result) => results.push(result),
  });
  const write = (text: string) => written.push(text);
  for (const command of commandsOf(program))
    command.exitOverride().configureOutput({ writeOut: write, writeErr: write });
  return { program, written, results };
}

/** A command, and all commands below it. */
export function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsOf)];
}

/** `ordertrace flow map` */
export function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}
