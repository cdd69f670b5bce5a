import type { Held } from './datasources/kit/held.ts';
import type { ScanBudget } from './datasources/kit/paging/scan-budget.ts';
import type { RequestTrace } from './datasources/kit/operation.ts';
import type { Audit } from './audit-record.ts';
import type { Access } from './auth/access.ts';
import type { Authenticate } from './auth/authenticator.ts';
import type { Caller } from './auth/caller.ts';
import type { EventReads } from './auth/event-reads.ts';
import type { Grants } from './auth/grants.ts';
import { guardProvider } from './auth/index.ts';
import { guardStreams, type OpenStreams } from './auth/stream-rules.ts';
import type { Connections, Providers, Upstreams } from './datasources/index.ts';
import type { Fault } from './faults.ts';
import type { CallbackReceiver } from './datasources/fondo/journey-callbacks.ts';
import type { Optimizations } from './config/optimizations.ts';
import type { Links } from './auth/signed-links.ts';
import type { Cluster } from './cluster/cluster.ts';
import { healthOf } from './subscriptions/health.ts';
import type { Streams } from './subscriptions/index.ts';
import type { Operation } from './datasources/kit/operation.ts';
import type { StopSignal } from './datasources/kit/stop.ts';

/** Why a stream may not be opened: the status, code and message of its response. */
export interface StreamRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/**
 * A form of incremental delivery: `v0.2` of the specification's draft (`pending`, `incremental`, `completed`), or that
 * of 2022 (`incremental` by path), as Apollo calls them.
 */
export type IncrementalForm = 'v0.2' | '20220824';

/** What all operations share. */
export interface SharedServices extends Pick<Optimizations, 'prefetch'> {
  readonly connections: Connections;
  readonly streams: Streams;
  /** How this instance stands with the others; undefined for a single one. */
  readonly clusterStatus: Cluster['status'];
  readonly sandboxed: ReadonlySet<keyof Connections>;
  readonly grants: Grants;
  /** What is read to decide who may be shown an event. */
  readonly eventReads: EventReads;
  /** Of those that are on. */
  readonly upstreams: Upstreams;
  /** The providers that this gateway does without: whatever they are asked for fails with `PROVIDER_OFF`. */
  readonly off: ReadonlySet<keyof Connections>;
  /** Takes the record of each act. */
  readonly audit: Audit;
  /** Whether acts that skip signature or check are permitted. */
  readonly backOffice: boolean;
  /** The providers that are sandboxed or have a loopback address: their pages may have one, too. */
  readonly simulated: ReadonlySet<keyof Connections>;
  /** Whether callers may name http URLs of a loopback address. */
  readonly loopbackUrls: boolean;
  readonly authenticate: Authenticate;
  readonly links: Links;
  /** Takes the callbacks of Fondo's journeys. */
  readonly fondoCallbacks: CallbackReceiver;
}

/** How long an operation lasts. Its signal may be made when it is first asked for. */
export interface Lifetime {
  readonly signal: StopSignal;
  /** Calls when it ends, at once where it has; costs less than the signal. */
  whenEnded?(act: () => void): void;
}

const NO_FAULTS: readonly Fault[] = [];

/**
 * What every resolver sees: the providers as one operation sees them, and the streams that all operations share; both
 * behind the rules of who may do what, wherever authentication is on.
 */
export class Context implements Operation {
  /** The providers that are answered by the built-in sandbox. */
  readonly sandboxed: ReadonlySet<keyof Connections>;
  readonly streams: OpenStreams;
  readonly backOffice: boolean;
  readonly links: Links;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
  /** What ends the operation: the caller who leaves, or the deadline that is put in its place. */
  lifetime: Lifetime;
  /** Where a broken stream of server-sent events goes on (header `Last-Event-ID`). */
  lastEventId: string | undefined;
  /** Who the operation counts for in the rate limit: its caller, or an address. */
  holder: string | undefined;
  /** The address that the operation comes from, as it is reported behind the trusted proxies; empty where it is not known. */
  remoteAddress = '';
  /** Bytes of the request or message: its transport keeps them for as long as a subscription lives. */
  sentBytes = 0;
  /** Counts the request as an open stream, which it becomes over server-sent events; or answers why it may not be. */
  openStream: (() => StreamRefusal | undefined) | undefined;
  /** How the caller asked for the parts of an answer (@defer, @stream); undefined: it is given all of it at once. */
  incremental: IncrementalForm | undefined;
  /** What is held for this operation, where whoever executes it lets go of that once its answer is written. */
  held: Held | undefined;
  /** Faults of parts of the answer that were left out of it, by their message: each is reported once. */
  private late: { faults?: Map<string, Fault> | undefined } = {};
  /** Counts the rows of lists that are read for this operation. */
  scanned: ScanBudget | undefined;
  /** Is told of the requests to the providers, where their developer asked. */
  trace: RequestTrace | undefined;
  /** Who asks. */
  readonly caller: Caller;
  private readonly shared: SharedServices;
  /** A plain property, since Yoga hands resolvers an object that inherits from this one. */
  private providers: { -readonly [K in keyof Providers]?: Providers[K] } = {};

  constructor(shared: SharedServices, operation: Operation, caller: Caller) {
    this.shared = shared;
    this.links = shared.links;
    this.sandboxed = shared.sandboxed;
    // Where callers are known, the rules decide.
    this.backOffice = shared.backOffice || caller.access !== undefined;
    this.lifetime = operation;
    this.correlationId = operation.correlationId;
    this.traceparent = operation.traceparent;
    this.caller = caller;
    this.streams = caller.access ? this.guarded(caller.access) : shared.streams;
  }

  /** Aborted when nobody waits for the answer any more. Made when it is first asked for: what reads nothing needs none. */
  get signal(): StopSignal {
    return this.lifetime.signal;
  }

  /** Calls when nobody waits for the answer any more, at once where nobody does. */
  whenEnded(act: () => void): void {
    const { lifetime } = this;
    if (lifetime.whenEnded) lifetime.whenEnded(act);
    else if (lifetime.signal.aborted) act();
    else lifetime.signal.addEventListener('abort', act, { once: true });
  }

  /** What the caller may see, as a key: share reads and results only between operations of the same rights. */
  get rights(): string {
    return this.caller.rights;
  }

  /** What is kept open to each provider for its subscribers. */
  get streamHealth(): ReturnType<typeof healthOf> {
    return healthOf(this.shared.streams, this.shared.clusterStatus?.());
  }

  /** False: nothing is read before its parent is there. */
  get prefetch(): boolean | undefined {
    return this.shared.prefetch;
  }

  /** How the gateway stands with each provider that is on. */
  get upstreams(): Upstreams {
    return this.shared.upstreams;
  }

  /** The providers whose pages may have a loopback address. */
  get simulated(): SharedServices['simulated'] {
    return this.shared.simulated;
  }

  /** Whether callers may name http URLs of a loopback address. */
  get loopbackUrls(): boolean {
    return this.shared.loopbackUrls;
  }

  get audit(): Audit {
    return this.shared.audit;
  }

  /** Whether the providers are there. */
  get connections(): { readonly [K in keyof Connections]: Pick<Connections[K], 'ping'> } {
    return this.shared.connections;
  }

  get fondo(): Providers['fondo'] {
    return (this.providers.fondo ??= this.behind('fondo', this.shared.connections.fondo.operation(this.operation)));
  }

  get payex(): Providers['payex'] {
    return (this.providers.payex ??= this.behind('payex', this.shared.connections.payex.operation(this.operation)));
  }

  get aarthik(): Providers['aarthik'] {
    return (this.providers.aarthik ??= this.behind(
      'aarthik',
      this.shared.connections.aarthik.operation(this.operation),
    ));
  }

  /** The faults that belong beside the data, among the errors of the response; each is returned once. */
  takeFaults(): readonly Fault[] {
    const { faults } = this.late;
    if (!faults) return NO_FAULTS;
    this.late.faults = undefined;
    return [...faults.values()];
  }

  /**
   * This context for the events of a subscription that arrive together: nothing is read yet, so none sees older data.
   * @param correlationId of the reads for them
   */
  forEvent(signal: StopSignal, correlationId = this.correlationId): Context {
    const own = { providers: {}, held: undefined, late: {}, scanned: this.scanned?.fresh(), lifetime: { signal } };
    return Object.assign(Object.create(this) as Context, own, { correlationId });
  }

  /** What every call to a provider is given of this. */
  private get operation(): Operation {
    const { signal, correlationId, traceparent, caller, trace, late, scanned, held } = this;
    const notice = (fault: Fault): void => void (late.faults ??= new Map()).set(fault.message, fault);
    return { signal, correlationId, traceparent, caller, trace, scanned, notice, held };
  }

  private guarded(access: Access): OpenStreams {
    const { connections, streams, grants, eventReads } = this.shared;
    return guardStreams(streams, {
      access,
      grants,
      operation: this,
      fondo: () => connections.fondo.operation(this),
      fondoOf: (event) => eventReads.of(event, this.correlationId),
      credentials: this.caller,
    });
  }

  private behind<K extends keyof Providers>(name: K, provider: Providers[K]): Providers[K] {
    const { access } = this.caller;
    return access ? guardProvider(name, provider, access, this.shared.grants, this) : provider;
  }
}
