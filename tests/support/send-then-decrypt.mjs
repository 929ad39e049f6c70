// Sends to an address by one of the server's senders, then decrypts as session cookies are. A host name that TLS
// can't take leaves an error in OpenSSL's queue, and the decryption that finds it ends the process.
import { randomBytes, webcrypto } from 'node:crypto';
import { webhook } from '../../apps/server/dist/outbound/alerts/webhook.js';
import { otlpSender } from '../../apps/server/dist/outbound/forward/otlp-sender.js';
import { postOutside } from '../../apps/server/dist/outbound/post/index.js';

const [sender = '', address = ''] = process.argv.slice(2);
const iv = randomBytes(12);
const key = await webcrypto.subtle.importKey('raw', randomBytes(32), 'AES-GCM', false, [
  'encrypt',
  'decrypt',
]);
const sealed = await webcrypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, Buffer.from('session'));

const senders = {
  postOutside: () => postOutside(address, { headers: {}, body: '{}' }, new Set()),
  webhook: () =>
    webhook(
      new URL(address),
      Buffer.alloc(32),
    )({ id: '1', content: { kind: 'cause', cause: /** @type {any} */ ({ cause_id: '1' }) }, timeMs: 0 }),
  otlpSender: () => otlpSender({ endpoint: address, headers: {} })('traces', new Uint8Array(0)),
};
console.log(await Promise.resolve().then(senders[sender]).then(JSON.stringify));
await webcrypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed);
console.log('decrypted');
