import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { TokenSettings } from '../../src/auth/tokens.ts';

export const AUDIENCE = 'gateway';

interface Key {
  readonly kid: string;
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** An issuer of tokens with its published keys, on a free port. */
export interface TestIssuer extends AsyncDisposable {
  readonly issuer: string;
  /** How often its keys were fetched. */
  readonly fetches: number;
  /** Publishes another key instead of (or beside) the present one, and signs with it from now on. */
  rotate(keepOld?: boolean): Promise<void>;
  /** Answers 500 from now on. */
  fail(): void;
  /** Does not answer any more. */
  hang(): void;
  /** Answers again. */
  recover(): void;
  sign(claims?: Record<string, unknown>, options?: SignOptions): Promise<string>;
  settings(overrides?: Partial<TokenSettings>): TokenSettings;
}

export interface SignOptions {
  readonly issuer?: string;
  readonly audience?: string;
  readonly subject?: string;
  /** Seconds from now. */
  readonly expiresIn?: number;
  readonly kid?: string;
  /** A claim that is left out. */
  readonly without?: 'exp' | 'sub';
}

let keys = 0;
async function makeKey(algorithm: string): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const kid = `key-${(keys += 1)}`;
  return { kid, algorithm, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' } };
}

export async function startIssuer(algorithm = 'ES256'): Promise<TestIssuer> {
  let key = await makeKey(algorithm);
  let published = [key.jwk];
  let fetches = 0;
  let state: 'up' | 'failing' | 'hanging' = 'up';
  const server = createServer((_request, response) => {
    fetches += 1;
    if (state === 'hanging') return;
    response.writeHead(state === 'failing' ? 500 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: published }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    get fetches() {
      return fetches;
    },
    async rotate(keepOld = false) {
      key = await makeKey(algorithm);
      published = keepOld ? [...published, key.jwk] : [key.jwk];
    },
    fail: () => void (state = 'failing'),
    hang: () => void (state = 'hanging'),
    recover: () => void (state = 'up'),
    sign(claims = {}, { expiresIn = 300, kid = key.kid, subject = 'caller-1', without, ...other } = {}) {
      const token = new SignJWT(claims)
        .setProtectedHeader({ alg: key.algorithm, kid })
        .setIssuer(other.issuer ?? issuer)
        .setAudience(other.audience ?? AUDIENCE)
        .setIssuedAt();
      if (without !== 'sub') token.setSubject(subject);
      if (without !== 'exp') token.setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn);
      return token.sign(key.privateKey);
    },
    settings: (overrides = {}) => ({
      issuers: [{ issuer, jwksUrl: `${issuer}/.well-known/jwks.json` }],
      audience: [AUDIENCE],
      algorithms: [algorithm],
      clockSkewMs: 0,
      cooldownMs: 0,
      maxAgeMs: 600_000,
      maxStaleMs: 3_600_000,
      permissionsClaim: 'permissions',
      permissionMap: new Map(),
      prefix: '',
      ...overrides,
    }),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
