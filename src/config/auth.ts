import { z } from 'zod';
import type { Permission } from '../auth/access.ts';
import { parseAccess, parseApiKeys } from '../auth/api-keys.ts';
import type { AuthSettings } from '../auth/authenticator.ts';
import type { Ceiling } from '../auth/ceiling.ts';
import { isPermission } from '../auth/claims.ts';
import type { TokenSettings } from '../auth/tokens.ts';
import { isLoopback } from '../datasources/kit/loopback.ts';
import { choice, list, parsed, text, whole } from './kinds.ts';
import { rule } from './rules.ts';

/** Keys fetched over plain http could be replaced on the way: it is accepted on this machine only. */
const isTrusted = (value: string): boolean => {
  const url = URL.parse(value);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
};

const trustedUrls = list(z.string().refine(isTrusted)).meta({
  expected: 'https URLs separated by commas (http on a loopback address)',
});

/** Signatures that the gateway can verify without being able to create them. */
const algorithm = z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']);

const permissionMap = parsed('a JSON object that maps words to lists of permissions', (value) => {
  try {
    const entries = Object.entries(JSON.parse(value) as Record<string, unknown>);
    const valid = entries.every(
      ([, words]) => Array.isArray(words) && words.every((one) => typeof one === 'string' && isPermission(one)),
    );
    return valid ? new Map(entries as [string, Permission[]][]) : undefined;
  } catch {
    return undefined;
  }
});

/** By issuer, in the words of `AUTH_API_KEYS`. */
const ceilings = parsed(
  'a JSON object that maps issuers to permissions and entities, in the format of AUTH_API_KEYS',
  (value) => {
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
);

export const AUTH = z
  .object({
    AUTH: choice('none').optional().meta({
      description:
        '`none`: everybody who reaches the port may do everything. Without this and without the other `AUTH_…` settings the gateway starts only where every provider is sandboxed and `HOST` is a loopback address.',
    }),
    AUTH_ISSUERS: trustedUrls
      .optional()
      .meta({ description: 'Issuers of JSON Web Tokens, as in the claim `iss`. Requires `AUTH_AUDIENCE`.' }),
    AUTH_JWKS_URL: trustedUrls.optional().meta({
      description: 'Address of the key set of each issuer, in the same order.',
      defaultText: '`<issuer>/.well-known/jwks.json`',
    }),
    AUTH_AUDIENCE: list(z.string().min(1)).optional().meta({
      description: 'Accepted audiences: the claim `aud` must contain one of them.',
      expected: 'texts separated by commas',
    }),
    AUTH_ALGORITHMS: list(algorithm)
      .default(['RS256', 'PS256', 'ES256', 'EdDSA'])
      .meta({
        description: 'Accepted signature algorithms.',
        expected: `some of ${algorithm.options.join(', ')}, separated by commas`,
      }),
    AUTH_CLOCK_SKEW_S: whole(0, 300)
      .default(30)
      .meta({ description: 'Seconds by which the clock of an issuer may be off.' }),
    AUTH_ISSUER_CEILINGS: ceilings.optional().meta({
      description:
        'What an issuer may grant at most, whatever its tokens claim, in the format of `AUTH_API_KEYS`: `{"https://login.partner.example": "onboarding:read payex_applications=*"}`. An issuer that is left out grants what its tokens claim.',
    }),
    AUTH_JWKS_COOLDOWN_S: whole(0, 3_600).default(30).meta({
      description:
        'Least seconds between two fetches of the key set of an issuer, whatever key ids tokens refer to; after a fetch that failed at most five.',
    }),
    AUTH_JWKS_MAX_AGE_S: whole(1, 86_400)
      .default(600)
      .meta({ description: 'Seconds after which the key set of an issuer is fetched again.' }),
    AUTH_JWKS_MAX_STALE_S: whole(0, 604_800).default(3_600).meta({
      description:
        'Seconds beyond `AUTH_JWKS_MAX_AGE_S` for which known keys are used on while their issuer cannot be reached.',
    }),
    AUTH_PERMISSIONS_CLAIM: text.default('permissions').meta({
      description: 'Claim that holds the permissions of a caller: its name, or a path such as `realm_access.roles`.',
    }),
    AUTH_PERMISSION_MAP: permissionMap.default(new Map()).meta({
      description:
        'Permissions that the words of that claim stand for: `{"advisor": ["investing:read", "investing:trade"]}`. Permissions stand for themselves.',
    }),
    AUTH_CLAIM_PREFIX: text
      .default('')
      .meta({ description: 'Prefix of the claims that name entities: `https://bank.example/`.' }),
    AUTH_API_KEYS: parsed(
      'entries `name:sha256 in hex:permission …`, with a name of its own each, separated by commas',
      parseApiKeys,
    )
      .default([])
      .meta({
        description:
          'Servers that authenticate with a fixed key: `name:<SHA-256 of the key in hex>:<permissions and entities>`, separated by commas or lines; such as `crm:9f86…:investing:read pii:read fondo_clients=*`.',
        secret: true,
      }),
  })
  .refine(
    ({ AUTH, AUTH_ISSUERS, AUTH_API_KEYS = [] }) => !AUTH || !(AUTH_ISSUERS || AUTH_API_KEYS.length > 0),
    rule(['AUTH'], 'not together with other AUTH_* settings'),
  )
  .refine(
    ({ AUTH_ISSUERS, AUTH_AUDIENCE, AUTH_JWKS_URL, AUTH_ISSUER_CEILINGS }) =>
      AUTH_ISSUERS ?? !(AUTH_AUDIENCE || AUTH_JWKS_URL || AUTH_ISSUER_CEILINGS),
    rule(['AUTH_ISSUERS']),
  )
  .refine(({ AUTH_ISSUERS, AUTH_AUDIENCE }) => !AUTH_ISSUERS || AUTH_AUDIENCE, rule(['AUTH_AUDIENCE']))
  .refine(
    ({ AUTH_ISSUERS, AUTH_JWKS_URL: urls }) => !AUTH_ISSUERS || !urls || urls.length === AUTH_ISSUERS.length,
    rule(['AUTH_ISSUERS', 'AUTH_JWKS_URL'], 'expected one URL for each of AUTH_ISSUERS, in the same order'),
  )
  .refine(
    ({ AUTH_ISSUERS: issuers, AUTH_ISSUER_CEILINGS: ceilings }) =>
      !issuers || !ceilings?.keys().some((issuer) => !issuers.includes(issuer)),
    rule(['AUTH_ISSUERS', 'AUTH_ISSUER_CEILINGS'], 'expected no other issuers than those of AUTH_ISSUERS'),
  )
  .meta({ title: 'Authentication' });

type Values = z.output<typeof AUTH>;

/** How callers authenticate; undefined where nothing is said of it. */
export function authSettings(values: Values): AuthSettings | 'none' | undefined {
  const { AUTH, AUTH_ISSUERS: issuers, AUTH_API_KEYS: apiKeys } = values;
  if (AUTH) return AUTH;
  if (!issuers && apiKeys.length === 0) return undefined;
  return { apiKeys, tokens: issuers && tokenSettings(values, issuers) };
}

const tokenSettings = (values: Values, issuers: readonly string[]): TokenSettings => ({
  issuers: issuers.map((issuer, at) => ({
    issuer,
    ceiling: values.AUTH_ISSUER_CEILINGS?.get(issuer),
    jwksUrl: values.AUTH_JWKS_URL?.[at] ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`,
  })),
  audience: values.AUTH_AUDIENCE ?? [],
  algorithms: values.AUTH_ALGORITHMS,
  clockSkewMs: values.AUTH_CLOCK_SKEW_S * 1000,
  cooldownMs: values.AUTH_JWKS_COOLDOWN_S * 1000,
  maxAgeMs: values.AUTH_JWKS_MAX_AGE_S * 1000,
  maxStaleMs: values.AUTH_JWKS_MAX_STALE_S * 1000,
  permissionsClaim: values.AUTH_PERMISSIONS_CLAIM,
  permissionMap: values.AUTH_PERMISSION_MAP,
  prefix: values.AUTH_CLAIM_PREFIX,
});
