/** Why an address can't be connected to by what RFC 1035 allows in a name; `undefined` where it can. */
export function addressFault(text: string): string | undefined {
  if (!URL.canParse(text)) return 'it is no address';
  const { hostname } = new URL(text);
  if (hostname.length > 253) return 'its host has more than 253 characters';
  if (hostname.split('.').some((label) => label.length > 63))
    return 'a part of its host has more than 63 characters';
  return undefined;
}
