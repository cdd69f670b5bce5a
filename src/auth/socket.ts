import { GraphQLError } from 'graphql';
import type { WebSocket } from 'ws';
import type { Authenticate } from './authenticator.ts';
import type { Caller } from './caller.ts';
import { longTimeout } from '../long-timeout.ts';
import { Unauthenticated } from './unauthenticated.ts';

/** Why the gateway ends a socket over the caller's credentials. */
const CLOSE = {
  /** No credentials, or ones that were never valid: clients of graphql-ws give up. */
  UNAUTHENTICATED: 4401,
  /**
   * Credentials that were valid and have expired, were withdrawn or have other rights now: clients of graphql-ws connect
   * again, with what their `connectionParams` return then.
   */
  FORBIDDEN: 4403,
  /** The issuer cannot be reached: try again later. */
  UNAVAILABLE: 1013,
} as const;

const CODES: Readonly<Record<Unauthenticated['reason'], number>> = {
  missing: CLOSE.UNAUTHENTICATED,
  invalid: CLOSE.UNAUTHENTICATED,
  expired: CLOSE.FORBIDDEN,
  unavailable: CLOSE.UNAVAILABLE,
};

const WITHDRAWN = 'The credentials are no longer accepted.';

/** Who speaks over a socket: authenticated at `connection_init`, renewed by a `ping`, ended with the credentials. */
export class SocketSession {
  readonly #authenticate: Authenticate;
  readonly #socket: WebSocket;
  #caller: Caller | undefined;
  /** Stops waiting for the end of the credentials, where they have one. */
  #stop: (() => void) | undefined;

  constructor(authenticate: Authenticate, socket: WebSocket) {
    this.#authenticate = authenticate;
    this.#socket = socket;
  }

  /** False when the socket was closed because authentication failed. */
  async connect(authorization: string | undefined): Promise<boolean> {
    try {
      this.#begin(await this.#authenticate(authorization));
      return true;
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error;
      this.#socket.close(CODES[error.reason], error.message);
      return false;
    }
  }

  /**
   * Renews the credentials with those in the payload of a `ping`, which graphql-transport-ws leaves to its users. The
   * payload comes back with the `pong`, so the token is taken out of it and replaced by the result:
   * `{ renewed: true, expiresAt }` or `{ renewed: false, message }`. Invalid credentials change nothing.
   * @returns false where there were credentials that are not accepted
   */
  async ping(payload: Record<string, unknown> | null | undefined): Promise<boolean> {
    const names = Object.keys(payload ?? {}).filter((name) => name.toLowerCase() === 'authorization');
    if (!payload || names.length === 0) return true;
    const authorization = headerIn(payload, 'authorization');
    for (const name of names) delete payload[name];
    const before = this.#caller;
    try {
      if (!before) throw new Unauthenticated('missing', 'Send connection_init first.');
      const caller = await this.#authenticate(authorization);
      if (caller.rights !== before.rights || caller.access?.subject !== before.access?.subject) {
        this.#socket.close(CLOSE.FORBIDDEN, 'The new credentials have other rights: connect again.');
        return true;
      }
      this.#begin(caller);
      Object.assign(payload, {
        renewed: true,
        expiresAt: caller.expiresAt && new Date(caller.expiresAt).toISOString(),
      });
      return true;
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error;
      Object.assign(payload, { renewed: false, message: error.message });
      return false;
    }
  }

  /**
   * Who speaks. Its operations do not end by themselves: the socket ends them all, with the end of the credentials or
   * when they are withdrawn. Closing takes a moment, in which nothing more is executed.
   */
  get caller(): Caller {
    const caller = this.#caller;
    if (!caller) throw new Error('An operation came before connection_init was answered.');
    if (caller.withdrawn?.aborted) throw new GraphQLError(WITHDRAWN, { extensions: { code: 'UNAUTHENTICATED' } });
    return { ...caller, expiresAt: undefined, withdrawn: undefined };
  }

  end(): void {
    this.#stop?.();
    this.#stop = this.#caller = undefined;
  }

  #begin(caller: Caller): void {
    this.#stop?.();
    this.#caller = caller;
    this.#stop = this.#untilTheEnd(caller);
    if (this.#socket.readyState !== this.#socket.OPEN) this.#stop?.();
    else if (caller.withdrawn?.aborted) this.#close(WITHDRAWN);
  }

  #untilTheEnd({ expiresAt, withdrawn }: Caller): (() => void) | undefined {
    if (expiresAt === undefined && !withdrawn) return undefined;
    const withdraw = (): void => this.#close(WITHDRAWN);
    const expire = (): void => this.#close('The credentials have expired.');
    const forget = expiresAt === undefined ? undefined : longTimeout(expire, expiresAt);
    withdrawn?.addEventListener('abort', withdraw, { once: true });
    return () => {
      forget?.();
      withdrawn?.removeEventListener('abort', withdraw);
    };
  }

  #close(reason: string): void {
    this.#socket.close(CLOSE.FORBIDDEN, reason);
  }
}

/** A header in the payload of `connection_init` or `ping`, whose names have any case as those of HTTP. */
export function headerIn(
  payload: Readonly<Record<string, unknown>> | null | undefined,
  name: string,
): string | undefined {
  const value = Object.entries(payload ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}
