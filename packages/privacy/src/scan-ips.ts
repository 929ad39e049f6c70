import { isIP } from 'node:net';
import type { Finding } from './detectors.js';

/** Not within an address, a program version (`Chrome/1.2.3.4`) or a longer row of numbers. */
const fourNumbers = /(?<![\w./@-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)/g;
/** Public IPv6 addresses begin with 2 or 3. */
const sixth = /(?<![\w:./@-])[23][0-9a-f]{3}:[0-9a-f:]{2,35}(?![\w:-])/gi;

const before =
  /(?:\b(?:ip|ips|ipv4|addr|addrs|address|addresses|client|remote|peer|from|for|by|user|visitor|origin)|(?:^|\P{L})(?:клиент\p{L}*|адрес\p{L}*|с|от))["'\s]{0,2}[:=]?\W{0,4}$/iu;
const after = /^(?::\d{2,5}(?!\d)| - )/;

/**
 * Whether the four numbers are an address, not a version: they have a label or a port, or begin a line of an
 * access log.
 */
function isNamed(text: string, at: number, address: string): boolean {
  return (
    before.test(text.slice(Math.max(0, at - 32), at)) ||
    after.test(text.slice(at + address.length, at + address.length + 7))
  );
}

/** Finds IP addresses of any network. */
export function scanIps(text: string): Finding[] {
  return [...text.matchAll(fourNumbers), ...text.matchAll(sixth)]
    .filter(
      ({ index, 0: address }) =>
        isIP(address) !== 0 && (address.includes(':') || isNamed(text, index, address)),
    )
    .map(({ index, 0: address }) => ({
      start: index,
      end: index + address.length,
      detector: 'ip_address' as const,
    }));
}
