import type { AddressInfo } from 'node:net';
import type { HttpServer } from './http-server.js';

/** Another process already listens on the port. */
export class PortTakenError extends Error {
  readonly code = 'PORT_TAKEN';

  constructor(host: string, port: number) {
    super(`port ${port} on ${host} is taken; set PORT to a free one or end the process that listens there`);
    this.name = 'PortTakenError';
  }
}

/** Returns the base address. Throws `PortTakenError`. */
export async function listen(server: HttpServer, { host, port }: { host: string; port: number }) {
  try {
    await server.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw code === 'EADDRINUSE' ? new PortTakenError(host, port) : error;
  }
  const address = server.server.address() as AddressInfo;
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
