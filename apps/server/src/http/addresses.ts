import { isLoopback } from '@ordertrace/conventions';

/** Whether a host name is reserved for this machine. */
export function isLocalName(host: string): boolean {
  return isLoopback(host.replace(/^\[(.*)\]$/, '$1')) || host.endsWith('.localhost');
}
