import { isLoopback } from '../datasources/kit/loopback.ts';
import { findApiKey, type ApiKey } from './api-keys.ts';
import { OPEN, type Caller } from './caller.ts';
import { createTokenVerifier, type TokenSettings } from './tokens.ts';
import { Unauthenticated } from './unauthenticated.ts';

/** Who may call: the holders of tokens, of API keys, or both. */
export interface AuthSettings {
  readonly tokens?: TokenSettings | undefined;
  /** Read at each use: they may rotate. */
  readonly apiKeys: readonly ApiKey[];
}

/**
 * Identifies the caller from the value of `Authorization`: at once where nothing has to be waited for. Throws, or rejects
 * with, `Unauthenticated`.
 */
export type Authenticate = (authorization: string | undefined) => Caller | Promise<Caller>;

export interface Exposure {
  /** `none`: explicitly open to everybody. Undefined: not configured. */
  readonly auth?: AuthSettings | 'none' | undefined;
  readonly host: string;
  /** Whether a provider is called that is not the built-in sandbox. */
  readonly live: boolean;
}

/**
 * How callers are authenticated. Without settings everybody may call, as long as nothing is real and nobody from
 * outside can reach it; otherwise this throws an error that names what to set.
 */
export function createAuthenticator({ auth, host, live }: Exposure): Authenticate {
  if (auth === 'none') return () => OPEN;
  if (auth === undefined) {
    const reasons = [
      live ? 'a provider is live' : '',
      isLoopback(host) ? '' : `HOST=${host} is not a loopback address`,
    ];
    const why = reasons.filter(Boolean).join(', and ');
    if (why) throw new Error(wouldBeOpen(why));
    return () => OPEN;
  }
  const verify = auth.tokens && createTokenVerifier(auth.tokens);
  return (authorization) => {
    if (!authorization) throw new Unauthenticated('missing', 'Credentials are needed.');
    const [, scheme = '', credentials = ''] = /^(\S+) +(\S+)$/.exec(authorization) ?? [];
    if (scheme.toLowerCase() === 'bearer' && verify) return verify(credentials);
    const caller = scheme.toLowerCase() === 'apikey' ? findApiKey(auth.apiKeys, credentials) : undefined;
    if (caller) return caller;
    throw new Unauthenticated('invalid', 'The credentials are not accepted.');
  };
}

const wouldBeOpen = (why: string): string =>
  `The gateway would be open to everybody: no AUTH_* setting is given, while ${why}. ` +
  'Set AUTH_ISSUERS and AUTH_AUDIENCE (JSON Web Tokens), AUTH_API_KEYS (servers with a fixed key) or both; ' +
  'or say AUTH=none where something in front of the gateway decides who may call.';
