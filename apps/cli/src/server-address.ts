import type { Language } from '@ordertrace/words';
import type { Command } from 'commander';
import { commandLanguage, withLanguage } from './command-language.js';

/** Address of the server, with the caller's access. */
export interface ServerAddress {
  /** Without a trailing slash. */
  readonly server: string;
  readonly token: string | undefined;
  /** Language of the output of server and command. Default: English. */
  readonly language?: Language;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Adds `--server` and `--lang` to a command that calls the server. */
export function withServer(command: Command, environment: Environment): Command {
  return withLanguage(command).option(
    '--server <address>',
    'address of the server (ORDERTRACE_SERVER)',
    environment['ORDERTRACE_SERVER'] ?? 'http://127.0.0.1:7070',
  );
}

/** Options of `withServer`, with the bearer token of the environment (`ORDERTRACE_TOKEN`). */
export function serverAddress(
  options: { readonly server: string; readonly lang?: string },
  environment: Environment,
): ServerAddress {
  return {
    server: options.server.replace(/\/+$/, ''),
    token: environment['ORDERTRACE_TOKEN'],
    language: commandLanguage(options, environment),
  };
}

/** `fetch` with the caller's token and language. */
export function fetchAs(address: ServerAddress): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    for (const [name, value] of Object.entries(authorization(address))) headers.set(name, value);
    return fetch(input, { ...init, headers });
  };
}

/** Headers with the caller's token and language. */
export function authorization({ token, language = 'en' }: ServerAddress): Record<string, string> {
  const bearer = token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` };
  return { ...bearer, 'accept-language': language };
}
