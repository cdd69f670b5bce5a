import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { isLoopback } from '../datasources/kit/loopback.ts';
import type { Refusal } from './refusal.ts';

export interface HostRules {
  /** Address of the listener. */
  readonly host: string;
  readonly publicUrl: string | undefined;
  /** `ALLOWED_HOSTS`, in lower case and without ports. */
  readonly allowedHosts: readonly string[];
  /** Whether callers are authenticated. */
  readonly authenticates: boolean;
}

export type CheckHost = (request: IncomingMessage) => Refusal | undefined;

/**
 * Refuses requests for names that are not served here. A page of any site can make its own name resolve to the address
 * of a gateway that only its visitor reaches (DNS rebinding), and is then of the same origin: the name in `Host` is all
 * that tells. Accepted are loopback names on a loopback listener, addresses on others (no page can claim those), the
 * name of `PUBLIC_URL` and `ALLOWED_HOSTS`; and any name where callers are authenticated and no list is set, since such
 * a page has no credentials.
 */
export function createHostCheck({ host, publicUrl, allowedHosts, authenticates }: HostRules): CheckHost {
  const own = publicUrl === undefined ? undefined : URL.parse(publicUrl)?.hostname;
  const served = new Set([...allowedHosts, ...(own ? [own] : [])]);
  const anyName = authenticates && allowedHosts.length === 0;
  const isAddressServed = isLoopback(host) ? isLoopback : (name: string) => isIP(name) !== 0 || isLoopback(name);
  const isServed = (host: string): boolean => {
    const name = nameOf(host);
    return served.has(name) || isAddressServed(name.replace(/^\[|\]$/g, ''));
  };
  let last: { readonly host: string; readonly isServed: boolean } | undefined; // most callers use the same name
  return (request) => {
    if (countHosts(request) > 1) return TWO_HOSTS;
    if (anyName) return undefined;
    const { host = '' } = request.headers;
    if (last?.host !== host) last = { host, isServed: isServed(host) };
    return last.isServed ? undefined : UNKNOWN_HOST;
  };
}

/** Without port and final dot, in lower case. */
const nameOf = (host: string): string => host.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();

/** Node keeps the first of several (RFC 9112, 3.2 wants them refused: a proxy in front may go by the last). */
function countHosts({ rawHeaders }: IncomingMessage): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count;
}

const TWO_HOSTS: Refusal = {
  status: 400,
  code: 'BAD_REQUEST',
  message: 'A request has one Host header.',
};

const UNKNOWN_HOST: Refusal = {
  status: 421,
  code: 'UNKNOWN_HOST',
  message: 'The gateway is not served under this name. Its operator lists names in PUBLIC_URL and ALLOWED_HOSTS.',
};
