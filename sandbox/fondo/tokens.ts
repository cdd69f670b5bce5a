import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../kit/clock.ts';
import type { SandboxResponse, SandboxRequest } from '../kit/provider.ts';
import { failure, ok } from './responses.ts';
import type { Schemas } from './types.ts';

const MAX_TOKENS = 10_000;

/** Issued access tokens; each is valid for all clients. */
export class Tokens {
  readonly #clock: Clock;
  readonly #lifetimeS: number;
  readonly #credentials: Readonly<Record<'clientId' | 'clientSecret', string>>;
  readonly #expiries = new Map<string, number>();

  constructor(clock: Clock, lifetimeS: number, credentials: Readonly<Record<'clientId' | 'clientSecret', string>>) {
    this.#clock = clock;
    this.#lifetimeS = lifetimeS;
    this.#credentials = credentials;
  }

  /** Whether an `Authorization` header contains a valid token. */
  admits(header: string | undefined): boolean {
    const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1] ?? '';
    return (this.#expiries.get(token) ?? 0) > this.#clock.now();
  }

  expireAll(): void {
    this.#expiries.clear();
  }

  issue({ headers, body }: SandboxRequest): SandboxResponse {
    if (!String(headers['content-type']).startsWith('application/x-www-form-urlencoded')) {
      return failure(400, 'invalid_request', 'The request must be form-encoded');
    }
    const { client_id, client_secret, state } = body as Schemas['TokenRequest'];
    const { clientId, clientSecret } = this.#credentials;
    if (!same(client_id, clientId) || !same(client_secret, clientSecret)) {
      return failure(400, 'invalid_client', 'Unknown client_id or wrong client_secret');
    }
    const oldest = this.#expiries.keys().next();
    if (this.#expiries.size >= MAX_TOKENS && !oldest.done) this.#expiries.delete(oldest.value);
    const token = randomUUID();
    this.#expiries.set(token, this.#clock.now() + this.#lifetimeS * 1000);
    return ok({ access_token: token, expires_in: this.#lifetimeS, ...(state === undefined ? {} : { state }) });
  }
}

const same = (given: string, known: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(known)];
  return a.length === b.length && timingSafeEqual(a, b);
};
