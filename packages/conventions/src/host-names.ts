const longestName = 253;
const longestLabel = 63;

/**
 * Reason why a URL can't be connected to: it is not a URL, or no host can have its host name (RFC 1035).
 * Undefined if it can. Check every URL when it is accepted, and again before a connection. TLS with a name of
 * more than 255 characters leaves an error that ends the process at its next decryption.
 *
 * @example urlRefusal(`https://${'a'.repeat(256)}.com/`) // 'its host name has more than 253 characters'
 */
export function urlRefusal(url: string | URL): string | undefined {
  if (typeof url !== 'string') return hostNameRefusal(url.hostname);
  return URL.canParse(url) ? hostNameRefusal(new URL(url).hostname) : 'it is no address';
}

/** As `urlRefusal`, for a host name or IP address. */
export function hostNameRefusal(host: string): string | undefined {
  const name = host.endsWith('.') ? host.slice(0, -1) : host;
  if (name.length > longestName) return `its host name has more than ${longestName} characters`;
  const labels = name.split('.');
  if (labels.some((label) => label.length > longestLabel))
    return `a part of its host name has more than ${longestLabel} characters`;
  return labels.length > 1 && labels.includes('') ? 'a part of its host name is empty' : undefined;
}
