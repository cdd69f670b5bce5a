import { parseAccess, parseApiKeys, type ApiKey } from '../auth/api-keys.ts';
import type { Permission } from '../auth/access.ts';
import type { Ceiling } from '../auth/ceiling.ts';
import { isPermission } from '../auth/claims.ts';
import { isLoopback } from '../auth/authenticator.ts';
import type { Kind } from './kinds.ts';

const split = (value: string): string[] => value.split(',').map((one) => one.trim());

export const texts: Kind<readonly string[]> = {
  expected: 'texts separated by commas',
  parse: (value) => (split(value).every(Boolean) ? split(value) : undefined),
};

/** Keys that anybody on the way could change are no keys: plain http counts on this machine only. */
export const trustedUrls: Kind<readonly string[]> = {
  expected: 'https URLs separated by commas (http on a loopback address)',
  parse: (value) => (split(value).every(isTrusted) ? split(value) : undefined),
};

const isTrusted = (value: string): boolean => {
  const url = URL.parse(value);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
};

/** Signatures that the gateway can check without being able to make them. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;

export const algorithms: Kind<readonly string[]> = {
  expected: `some of ${ALGORITHMS.join(', ')}, separated by commas`,
  parse: (value) =>
    split(value).every((one) => (ALGORITHMS as readonly string[]).includes(one)) ? split(value) : undefined,
};

export const apiKeys: Kind<readonly ApiKey[]> = {
  expected: 'entries `name:sha256 in hex:permission …`, with a name of its own each, separated by commas',
  parse: parseApiKeys,
};

export const permissionMap: Kind<ReadonlyMap<string, readonly Permission[]>> = {
  expected: 'a JSON object that maps words to lists of permissions',
  parse(value) {
    try {
      const entries = Object.entries(JSON.parse(value) as Record<string, unknown>);
      const valid = entries.every(
        ([, list]) => Array.isArray(list) && list.every((one) => typeof one === 'string' && isPermission(one)),
      );
      return valid ? new Map(entries as [string, Permission[]][]) : undefined;
    } catch {
      return undefined;
    }
  },
};

/** By issuer, in the words of `AUTH_API_KEYS`. */
export const ceilings: Kind<ReadonlyMap<string, Ceiling>> = {
  expected: 'a JSON object that maps issuers to permissions and entities, in the words of AUTH_API_KEYS',
  parse(value) {
    try {
      const given = Object.entries(JSON.parse(value) as Record<string, unknown>);
      const read = given.flatMap(([issuer, words]): [string, Ceiling][] => {
        const access = typeof words === 'string' ? parseAccess(issuer, words) : undefined;
        return access ? [[issuer, access]] : [];
      });
      return read.length === given.length ? new Map(read) : undefined;
    } catch {
      return undefined;
    }
  },
};
