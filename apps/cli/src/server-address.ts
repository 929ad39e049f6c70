import type { Command } from 'commander';

/** How a command reaches the server. */
export interface ServerAddress {
  /** Without a slash at its end. */
  readonly server: string;
  readonly token: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Adds `--server` to a command that talks to the server. */
export function withServer(command: Command, environment: Environment): Command {
  return command.option(
    '--server <address>',
    'where the server is (ORDERTRACE_SERVER)',
    environment['ORDERTRACE_SERVER'] ?? 'http://127.0.0.1:7070',
  );
}

/** What `withServer` was told, with the bearer token of the environment (`ORDERTRACE_TOKEN`). */
export function serverAddress(options: { readonly server: string }, environment: Environment): ServerAddress {
  return { server: options.server.replace(/\/+$/, ''), token: environment['ORDERTRACE_TOKEN'] };
}

/** `fetch` that says who asks. */
export function fetchAs(address: ServerAddress): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    for (const [name, value] of Object.entries(authorization(address))) headers.set(name, value);
    return fetch(input, { ...init, headers });
  };
}

/** Headers that say who asks. */
export function authorization({ token }: ServerAddress): Record<string, string> {
  return token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` };
}
