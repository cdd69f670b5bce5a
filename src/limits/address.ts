import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/** Reads the address from which a request comes, behind so many trusted proxies: as it is reported, empty for none. */
export const addressOf =
  (trustedProxies: number) =>
  ({ headers, socket }: IncomingMessage): string => {
    if (trustedProxies === 0) return socket.remoteAddress ?? '';
    const seen = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .at(-trustedProxies)
      ?.trim();
    return (seen || socket.remoteAddress) ?? '';
  };

/** Reads the source of a request, behind so many trusted proxies. */
export const sourceOf = (trustedProxies: number) => {
  const read = addressOf(trustedProxies);
  return (request: IncomingMessage): string => sourceOfAddress(read(request));
};

/**
 * The key under which an address is limited. An IPv6 network of 64 bits is one source: its owner may send from any of
 * its addresses (RFC 4291, 2.5.4), so that a limit per address would be none.
 */
export function sourceOfAddress(address: string): string {
  if (address !== last.address) last = { address, source: networkOf(address) };
  return last.source;
}

/** The last that was asked about: a request asks about its own several times. */
let last = { address: '', source: 'address:' };

function networkOf(address: string): string {
  if (!address.includes(':')) return `address:${address}`.slice(0, 80);
  const [plain = ''] = address.replace(/^\[|\]$/g, '').split('%', 1); // without a zone
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped) return `address:${mapped}`;
  return isIPv6(plain) ? `address:${network(plain)}::/64` : `address:${address}`.slice(0, 80);
}

/** The first four groups of an IPv6 address, in the canonical spelling of each. */
function network(address: string): string {
  const [head = '', tail] = address.split('::', 2);
  const groupsOf = (text: string | undefined): string[] => (text ? text.split(':') : []);
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const last = after.at(-1) ?? before.at(-1) ?? '';
  const length = before.length + after.length + (last.includes('.') ? 1 : 0); // an IPv4 address in its end is two groups
  const groups = tail === undefined ? before : [...before, ...Array<string>(8 - length).fill('0'), ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
