/** Whether an IPv4 or IPv6 address belongs to a loopback, link-local or private network. */
export function isPrivateAddress(address: string): boolean {
  const text = address.toLowerCase().replace(/^::ffff:/, '');
  if (text.includes(':')) return /^(::1$|fe[89ab]|f[cd])/.test(text);
  return /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|localhost$)/.test(text);
}
