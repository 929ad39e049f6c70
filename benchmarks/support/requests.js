import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Sends OTLP until it is taken.
 * @param {string} url
 * @param {Uint8Array<ArrayBuffer>} body
 */
export async function post(url, body) {
  for (;;) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body,
    });
    await response.arrayBuffer();
    if (response.ok) return;
    if (response.status !== 503 && response.status !== 429) throw new Error(`${url}: ${response.status}`);
    await sleep(1000 * Number(response.headers.get('retry-after') ?? 1));
  }
}

/**
 * The value of one of the server's metrics; NaN if it has none.
 * @param {string} api
 * @param {string} name with its labels
 */
export async function metric(api, name) {
  const text = await (await fetch(`${api}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? NaN);
}
