import { BlockList, isIP } from 'node:net';

const inside = new BlockList();
const v4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;
for (const [network, prefix] of v4) inside.addSubnet(network, prefix, 'ipv4');

/** Of IPv6, what is assigned to the public at all lies here; what carries IPv4 or is for tests is taken out again. */
const publicV6 = new BlockList();
publicV6.addSubnet('2000::', 3, 'ipv6');
const v6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;
for (const [network, prefix] of v6) inside.addSubnet(network, prefix, 'ipv6');

/**
 * Whether an IP address is of a machine, network or cloud of our own rather than of the public internet: loopback,
 * private, link-local (where clouds tell machines their secrets), multicast, reserved. What is no address counts too.
 */
export function isInside(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return inside.check(address, 'ipv4');
    case 6:
      return !publicV6.check(address, 'ipv6') || inside.check(address, 'ipv6');
    default:
      return true;
  }
}
