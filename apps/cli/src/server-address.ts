import type { Language } from '@ordertrace/words';

/** Address of the server, with the caller's access. */
export interface ServerAddress {
  /** Without a trailing slash. */
  readonly server: string;
  readonly token: string | undefined;
  /** Language of the output of server and command. Default: English. */
  readonly language?: Language;
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
