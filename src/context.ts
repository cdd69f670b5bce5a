import type { Caller } from './auth/caller.ts';
import type { Connections, Providers } from './datasources/index.ts';
import type { Streams } from './subscriptions/index.ts';
import type { Operation } from './datasources/operation.ts';

/** What all operations share. */
export interface Shared {
  readonly connections: Connections;
  readonly streams: Streams;
  readonly sandboxed: ReadonlySet<keyof Connections>;
}

/** What every resolver sees: the providers as one operation sees them, and the streams that all operations share. */
export class Context implements Operation {
  readonly connections: Connections;
  /** The providers that are answered by the built-in sandbox. */
  readonly sandboxed: ReadonlySet<keyof Connections>;
  readonly streams: Streams;
  readonly signal: AbortSignal;
  readonly correlationId: string;
  /** Who asks. */
  readonly caller: Caller;
  /** A plain property, since Yoga hands resolvers an object that inherits from this one. */
  private providers: { -readonly [K in keyof Providers]?: Providers[K] } = {};

  constructor({ connections, streams, sandboxed }: Shared, { signal, correlationId }: Operation, caller: Caller) {
    this.connections = connections;
    this.streams = streams;
    this.sandboxed = sandboxed;
    this.signal = signal;
    this.correlationId = correlationId;
    this.caller = caller;
  }

  /** What the caller may see, as a key: share reads and results only between operations of the same rights. */
  get rights(): string {
    return this.caller.rights;
  }

  get fondo(): Providers['fondo'] {
    return (this.providers.fondo ??= this.connections.fondo.operation(this));
  }

  get payex(): Providers['payex'] {
    return (this.providers.payex ??= this.connections.payex.operation(this));
  }

  get aarthik(): Providers['aarthik'] {
    return (this.providers.aarthik ??= this.connections.aarthik.operation(this));
  }

  /** Forgets everything read so far: the next event of a subscription must not see the data of the one before. */
  renew(): void {
    this.providers = {};
  }
}
