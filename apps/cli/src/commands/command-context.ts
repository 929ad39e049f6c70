import type { Language, Texts } from '@ordertrace/words';
import type { Command } from 'commander';
import type { Writable } from 'node:stream';
import type { Environment } from '../language.js';
import type { CommandResult } from '../result.js';
import type { ServerAddress } from '../server-address.js';

/** Everything that commands take from the process. */
export interface CommandContext {
  readonly environment: Environment;
  readonly language: Language;
  /** Texts in that language. */
  readonly t: Texts;
  readonly output: Writable;
  /** Receives progress. */
  readonly errors: Writable;
  /** Writes the result of the command, and sets the exit code. */
  readonly finish: (result: CommandResult) => void;
}

export interface ServerOption {
  readonly server: string;
}

/** Adds `--server` to a command that calls the server. */
export function withServer(command: Command, { environment, t }: CommandContext): Command {
  return command.option(
    '--server <address>',
    t('help.options.server'),
    environment['ORDERTRACE_SERVER'] ?? 'http://127.0.0.1:7070',
  );
}

/** The server of the option, with the bearer token of the environment (`ORDERTRACE_TOKEN`). */
export function serverAddress(
  { server }: ServerOption,
  { environment, language }: CommandContext,
): ServerAddress {
  return { server: server.replace(/\/+$/, ''), token: environment['ORDERTRACE_TOKEN'], language };
}
