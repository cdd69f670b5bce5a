import type { SettingsReader } from './index.ts';
import type { AuthSettings } from '../auth/authenticator.ts';
import type { Issuer } from '../auth/tokens.ts';

/** Who may call; undefined where nothing is said of it. */
export function readAuth(reader: SettingsReader): AuthSettings | 'none' | undefined {
  const issuers = readIssuers(reader);
  const apiKeys = reader.read('AUTH_API_KEYS');
  if (reader.has('AUTH')) {
    if (issuers.length > 0 || apiKeys.length > 0) reader.reject('AUTH', 'not together with other AUTH_* settings');
    return 'none';
  }
  if (issuers.length === 0 && apiKeys.length === 0) return undefined;
  return { apiKeys, tokens: issuers.length > 0 ? readTokens(reader, issuers) : undefined };
}

function readTokens(reader: SettingsReader, issuers: readonly Issuer[]): AuthSettings['tokens'] {
  reader.require('AUTH_AUDIENCE');
  return {
    issuers,
    audience: reader.read('AUTH_AUDIENCE'),
    algorithms: reader.read('AUTH_ALGORITHMS'),
    clockSkewMs: reader.read('AUTH_CLOCK_SKEW_S') * 1000,
    cooldownMs: reader.read('AUTH_JWKS_COOLDOWN_S') * 1000,
    maxAgeMs: reader.read('AUTH_JWKS_MAX_AGE_S') * 1000,
    maxStaleMs: reader.read('AUTH_JWKS_MAX_STALE_S') * 1000,
    permissionsClaim: reader.read('AUTH_PERMISSIONS_CLAIM'),
    permissionMap: reader.read('AUTH_PERMISSION_MAP'),
    prefix: reader.read('AUTH_CLAIM_PREFIX'),
  };
}

/** The issuers with the addresses of their keys: given one for each, or where they are by convention. */
function readIssuers(reader: SettingsReader): Issuer[] {
  const issuers = reader.read('AUTH_ISSUERS');
  const urls = reader.read('AUTH_JWKS_URL');
  const ceilings = reader.read('AUTH_ISSUER_CEILINGS');
  for (const other of ['AUTH_AUDIENCE', 'AUTH_JWKS_URL', 'AUTH_ISSUER_CEILINGS'] as const)
    if (reader.has(other) && issuers.length === 0) reader.require('AUTH_ISSUERS');
  if (urls.length > 0 && urls.length !== issuers.length)
    reader.reject('AUTH_JWKS_URL', 'expected one URL for each of AUTH_ISSUERS, in the same order');
  if (ceilings.keys().some((issuer) => !issuers.includes(issuer)))
    reader.reject('AUTH_ISSUER_CEILINGS', 'expected no other issuers than those of AUTH_ISSUERS');
  return issuers.map((issuer, at) => ({
    issuer,
    ceiling: ceilings.get(issuer),
    jwksUrl: urls[at] ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`,
  }));
}
