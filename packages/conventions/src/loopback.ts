/**
 * Whether a listening address, given as an IP address or `localhost`, is reachable from this machine only.
 *
 * @example isLoopback('127.0.0.1') // true
 * @example isLoopback('127.example.com') // false: a name of another machine
 */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
