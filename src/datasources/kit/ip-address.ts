import { BlockList, isIP } from 'node:net';

/** What is expected of the address of a person's device, for error messages. */
export const IP_EXPECTED = 'expected the IPv4 or IPv6 address of the device of the person, such as 192.0.2.10';

/**
 * The address of a person's device as it is sent to a provider: an IPv4 address as it is, an IPv6 address in its
 * canonical form (RFC 5952, lower case), and an IPv4-mapped one (RFC 4291, 2.5.5.2: what dual-stack sockets of Node and
 * .NET report) as the IPv4 address that it denotes. Undefined for anything else: a host name, a network, and an
 * address with a zone (RFC 4007), which means nothing on another machine.
 */
export function ipAddress(text: string): string | undefined {
  const version = text.includes('%') ? 0 : isIP(text);
  if (version !== 6) return version === 4 ? text : undefined;
  const canonical = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return canonical;
  const [first, second] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [first >> 8, first & 255, second >> 8, second & 255].join('.');
}

/** Networks of machines that stand next to one another (RFC 6890): no person is reached at an address of these. */
const INTERNAL = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  INTERNAL.addSubnet(network, bits);
for (const [network, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  INTERNAL.addSubnet(network, bits, 'ipv6');

/** Whether an address, as `ipAddress` returns it, is one of a network inside: that of a proxy or a service. */
export const isInternal = (address: string): boolean => INTERNAL.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
