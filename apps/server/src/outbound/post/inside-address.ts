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

/** The public range of IPv6. Addresses that carry IPv4 or are for tests are excluded from it. */
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
 * Whether an IP address belongs to the own machine, network or cloud, not to the public internet: loopback,
 * private, link-local (where clouds offer secrets), multicast, reserved. True for an invalid address.
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
