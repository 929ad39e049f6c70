import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** An HTTP server that takes everything and keeps what it was sent. */
export interface Receiver {
  readonly url: string;
  /** Bodies sent to paths that begin so, unzipped; what is binary, byte by byte. */
  bodies(path: string): string[];
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const taken: { readonly path: string; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const sent = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
      taken.push({ path: request.url ?? '', body: body.toString('utf8') });
      response.writeHead(200).end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies: (path) => taken.filter((one) => one.path.startsWith(path)).map(({ body }) => body),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
