import { hash } from 'node:crypto';
import { decodeJwt, errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { callerOf, type Caller } from './caller.ts';
import { limitToCeiling, type Ceiling } from './ceiling.ts';
import { accessOf, type ClaimSettings } from './claims.ts';
import { issuerKeys, KeysUnavailable, type KeyPolicy } from './issuer-keys.ts';
import { Unauthenticated } from './unauthenticated.ts';

export interface Issuer {
  /** The value of the claim `iss`. */
  readonly issuer: string;
  readonly jwksUrl: string;
  /** What its tokens may grant at most; undefined: whatever they claim. */
  readonly ceiling?: Ceiling | undefined;
}

export interface TokenSettings extends ClaimSettings, KeyPolicy {
  readonly issuers: readonly Issuer[];
  /** One of these must be in `aud`. */
  readonly audience: readonly string[];
  /** Asymmetric ones only: the gateway holds no key that could sign. */
  readonly algorithms: readonly string[];
  readonly clockSkewMs: number;
}

/** At once for a token that is remembered. Throws, or rejects with, `Unauthenticated`. */
export type VerifyToken = (token: string) => Caller | Promise<Caller>;

/** A token that was verified is not verified again for so long, so that a key that is withdrawn counts no longer. */
const REMEMBER_MS = 30_000;
/** Total characters of the cached tokens: the entry of a token grows with its claims. */
const MAX_REMEMBERED_CHARS = 8_000_000;
/** Longest token: what fits into the header of a request, over whichever transport it comes. */
const MAX_TOKEN_CHARS = 16_384;
/** Longest `sub` (OpenID Connect Core 1.0, 2). */
const MAX_SUBJECT_CHARS = 255;

/** Verifies JSON Web Tokens of any of the issuers against their published keys (RFC 7519, RFC 7517). */
export function createTokenVerifier(settings: TokenSettings): VerifyToken {
  const { audience, algorithms, clockSkewMs } = settings;
  const issuers = new Map(
    settings.issuers.map(({ issuer, jwksUrl, ceiling }) => [issuer, { keys: issuerKeys(jwksUrl, settings), ceiling }]),
  );
  const options = {
    audience: [...audience],
    algorithms: [...algorithms],
    clockTolerance: clockSkewMs / 1000,
    requiredClaims: ['exp', 'sub'],
  };

  async function verify(token: string): Promise<Caller> {
    const issuer = issuerOf(token);
    const trusted = issuer === undefined ? undefined : issuers.get(issuer);
    if (issuer === undefined || !trusted)
      throw new Unauthenticated('invalid', 'The issuer of the token is not trusted.');
    const { payload } = await jwtVerify(token, trusted.keys, { ...options, issuer }).catch((error: unknown) => {
      throw explained(error, algorithms);
    });
    // A claim that is there may still be empty, or no text (RFC 7519, 4.1.2): two such callers would be one.
    const { sub } = payload;
    if (typeof sub !== 'string' || sub.trim() === '' || sub.length > MAX_SUBJECT_CHARS)
      throw new Unauthenticated('invalid', `The claim sub is no text of 1 to ${MAX_SUBJECT_CHARS} characters.`);
    const access = limitToCeiling(trusted.ceiling, accessOf(`${issuer}|${sub}`, payload, settings));
    return callerOf(access, Number(payload.exp) * 1000 + clockSkewMs);
  }

  return remembering(verify);
}

/** The issuer that a token claims to have, before anything is verified: it decides whose keys are used. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    throw new Unauthenticated('invalid', 'The token is not a JSON Web Token.');
  }
}

/** What is wrong with a token, in words that fit into the reason of a close frame (123 bytes). */
function explained(error: unknown, algorithms: readonly string[]): Unauthenticated {
  const invalid = (message: string): Unauthenticated => new Unauthenticated('invalid', message);
  // Thrown after the signature and every other claim were found valid.
  if (error instanceof errors.JWTExpired) return new Unauthenticated('expired', 'The token has expired.');
  if (error instanceof errors.JWTClaimValidationFailed) return invalid(claimFault(error));
  if (error instanceof errors.JOSEAlgNotAllowed)
    return invalid(`The algorithm of the token is none of ${algorithms.join(', ')}.`);
  if (error instanceof errors.JWKSNoMatchingKey) return invalid('The key of the token is not known.');
  if (error instanceof KeysUnavailable)
    return new Unauthenticated('unavailable', 'The keys of the issuer cannot be read at the moment.');
  return invalid('The token does not verify.');
}

function claimFault({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') return `The claim ${claim} is missing.`;
  if (reason === 'invalid') return `The claim ${claim} is no number of seconds.`;
  if (claim === 'aud') return 'The claim aud names none of AUTH_AUDIENCE.';
  return claim === 'nbf'
    ? 'The token is not valid yet: its claim nbf lies ahead.'
    : `The claim ${claim} is not as required.`;
}

/** Caches the caller of a token, by its hash, for a short time and never beyond its expiry. */
function remembering(verify: (token: string) => Promise<Caller>): VerifyToken {
  const known = new LRUCache<string, { readonly caller: Caller; readonly until: number }>({
    maxSize: MAX_REMEMBERED_CHARS,
  });
  return (token) => {
    if (token.length > MAX_TOKEN_CHARS)
      throw new Unauthenticated('invalid', `The token is longer than ${MAX_TOKEN_CHARS} characters.`);
    const key = hash('sha256', token, 'base64');
    const found = known.get(key);
    if (found && found.until > Date.now()) return found.caller;
    return verify(token).then((caller) => {
      const until = Math.min(Date.now() + REMEMBER_MS, caller.expiresAt ?? 0);
      known.set(key, { caller, until }, { size: token.length });
      return caller;
    });
  };
}
