/** Whether an address to listen on can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether a name in an address stands for this machine, by what the name system reserves. */
export function isLocalName(host: string): boolean {
  return isLoopback(host.replace(/^\[(.*)\]$/, '$1')) || host.endsWith('.localhost');
}
