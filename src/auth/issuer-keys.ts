import {
  createRemoteJWKSet,
  errors,
  type FlattenedJWSInput,
  type JWSHeaderParameters,
  type JWTVerifyGetKey,
} from 'jose';

/** When the published keys of an issuer are fetched, and for how long they are valid. Durations in milliseconds. */
export interface KeyPolicy {
  /** Shortest time between two fetches, whatever `kid` is requested. */
  readonly cooldownMs: number;
  /** Keys older than this are fetched again before they are used. */
  readonly maxAgeMs: number;
  /** How long beyond `maxAgeMs` keys are used further while the issuer cannot be reached. */
  readonly maxStaleMs: number;
}

/** The keys of an issuer cannot be read, and none that are known may be used. */
export class KeysUnavailable extends Error {}

/** Longest fetch. */
const FETCH_MS = 5_000;
/** A fetch that failed is not repeated sooner, nor later than the cool-down has it. */
const RETRY_MS = 5_000;

/**
 * The published keys of one issuer (JWK Set, RFC 7517). However many tokens ask, one fetch runs at a time, and the next
 * one waits for the cool-down, also after a failure: an issuer that is down or hangs is requested now and then, and
 * costs callers nothing while keys that may be used are known. `jose` fetches and selects; when, is decided here, since
 * its own cool-down counts from the last success.
 */
export function issuerKeys(url: string, { cooldownMs, maxAgeMs, maxStaleMs }: KeyPolicy): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(url), {
    cooldownDuration: Infinity,
    cacheMaxAge: Infinity,
    timeoutDuration: FETCH_MS,
  });
  let fetchedAt = -Infinity;
  let triedAt = -Infinity;
  let failed = false;
  let fetching: Promise<void> | undefined;

  /** Resolves when no fetch runs: it may have failed, or may not have been due. */
  const refresh = (): Promise<void> => {
    if (fetching) return fetching;
    if (Date.now() - triedAt < (failed ? Math.min(cooldownMs, RETRY_MS) : cooldownMs)) return Promise.resolve();
    triedAt = Date.now();
    return (fetching = remote.reload().then(
      () => {
        fetchedAt = Date.now();
        failed = false;
        fetching = undefined;
      },
      () => {
        failed = true;
        fetching = undefined;
      },
    ));
  };
  const age = (): number => Date.now() - fetchedAt;

  return async (header: JWSHeaderParameters, token: FlattenedJWSInput) => {
    if (age() >= maxAgeMs) {
      const refreshed = refresh();
      // Nobody waits for an issuer that did not answer the last time, as long as there are keys.
      if (!failed || age() >= maxAgeMs + maxStaleMs) await refreshed;
      if (age() >= maxAgeMs + maxStaleMs) throw new KeysUnavailable();
    }
    try {
      return await remote(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const before = fetchedAt;
      await refresh();
      if (fetchedAt !== before) return remote(header, token);
      throw failed ? new KeysUnavailable() : error;
    }
  };
}
