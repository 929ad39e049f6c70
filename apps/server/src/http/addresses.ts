/** Whether a listening address is reachable from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether a host name is reserved for this machine. */
export function isLocalName(host: string): boolean {
  return isLoopback(host.replace(/^\[(.*)\]$/, '$1')) || host.endsWith('.localhost');
}
