import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { WebSocket } from 'ws';
import type { Authenticate } from './authenticator.ts';
import type { Caller } from './caller.ts';
import { longTimeout } from './long-timeout.ts';
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

/** The state of a connection in graphql-ws. */
export interface SocketContext {
  readonly connectionParams?: Readonly<Record<string, unknown>> | undefined;
  readonly extra: { readonly socket: WebSocket; readonly request: IncomingMessage };
}

const CODES: Readonly<Record<Unauthenticated['reason'], number>> = {
  missing: CLOSE.UNAUTHENTICATED,
  invalid: CLOSE.UNAUTHENTICATED,
  expired: CLOSE.FORBIDDEN,
  unavailable: CLOSE.UNAVAILABLE,
};

const WITHDRAWN = 'The credentials are no longer accepted.';

interface Session {
  caller: Caller;
  /** Stops waiting for the end of the credentials. */
  stop(): void;
}

/** Who speaks over each socket: authenticated at `connection_init`, renewed by a `ping`, ended with the credentials. */
export class SocketSessions {
  readonly #authenticate: Authenticate;
  readonly #sessions = new WeakMap<object, Session>();

  constructor(authenticate: Authenticate) {
    this.#authenticate = authenticate;
  }

  /** For graphql-ws: false when the socket was closed because authentication failed. */
  async connect({ connectionParams, extra }: SocketContext): Promise<boolean> {
    const authorization = headerIn(connectionParams, 'authorization') ?? extra.request.headers.authorization;
    try {
      this.#begin(extra, await this.#authenticate(authorization));
      return true;
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error;
      extra.socket.close(CODES[error.reason], error.message);
      return false;
    }
  }

  /**
   * Renews the credentials with those in the payload of a `ping`, which graphql-transport-ws leaves to its users. The
   * payload comes back with the `pong`, so the token is taken out of it and replaced by the result:
   * `{ renewed: true, expiresAt }` or `{ renewed: false, message }`. Invalid credentials change nothing.
   */
  async ping({ extra }: SocketContext, payload: Record<string, unknown> | null | undefined): Promise<void> {
    const names = Object.keys(payload ?? {}).filter((name) => name.toLowerCase() === 'authorization');
    if (!payload || names.length === 0) return;
    const authorization = headerIn(payload, 'authorization');
    for (const name of names) delete payload[name];
    const session = this.#sessions.get(extra);
    try {
      if (!session) throw new Unauthenticated('missing', 'Send connection_init first.');
      const caller = await this.#authenticate(authorization);
      if (caller.rights !== session.caller.rights || caller.access?.subject !== session.caller.access?.subject)
        return extra.socket.close(CLOSE.FORBIDDEN, 'The new credentials have other rights: connect again.');
      this.#begin(extra, caller);
      Object.assign(payload, {
        renewed: true,
        expiresAt: caller.expiresAt && new Date(caller.expiresAt).toISOString(),
      });
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error;
      Object.assign(payload, { renewed: false, message: error.message });
    }
  }

  /**
   * Who speaks. Its operations do not end by themselves: the socket ends them all, with the end of the credentials or
   * when they are withdrawn. Closing takes a moment, in which nothing more is executed.
   */
  callerOf(extra: SocketContext['extra']): Caller {
    const session = this.#sessions.get(extra);
    if (!session) throw new Error('An operation came before connection_init was answered.');
    const { caller } = session;
    if (caller.withdrawn?.aborted) throw new GraphQLError(WITHDRAWN, { extensions: { code: 'UNAUTHENTICATED' } });
    return { ...caller, expiresAt: undefined, withdrawn: undefined };
  }

  end(extra: SocketContext['extra']): void {
    this.#sessions.get(extra)?.stop();
    this.#sessions.delete(extra);
  }

  #begin(extra: SocketContext['extra'], caller: Caller): void {
    this.#sessions.get(extra)?.stop();
    const { expiresAt, withdrawn } = caller;
    const close = (reason: string) => (): void => extra.socket.close(CLOSE.FORBIDDEN, reason);
    const withdraw = close(WITHDRAWN);
    const forget = expiresAt === undefined ? undefined : longTimeout(close('The credentials have expired.'), expiresAt);
    withdrawn?.addEventListener('abort', withdraw, { once: true });
    const stop = (): void => {
      forget?.();
      withdrawn?.removeEventListener('abort', withdraw);
    };
    this.#sessions.set(extra, { caller, stop });
    if (extra.socket.readyState !== extra.socket.OPEN) stop();
    else if (withdrawn?.aborted) withdraw();
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
