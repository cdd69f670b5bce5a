import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Limits } from '../config/limits.ts';
import { Deadlines } from '../datasources/kit/deadlines.ts';
import { addressOf, sourceOf } from './address.ts';
import { ClientDisconnected, hasArrived, readBody, takeBody, timeFor, type MessageBounds } from './body.ts';
import type { CheckHost } from './host.ts';
import type { LoadWatch } from './load.ts';
import { crossOriginRefusal, foreignOrigin, handleCors, type OriginRules } from './origin.ts';
import type { RateLimiter } from './rate.ts';
import {
  overloaded,
  rateLimited,
  refuse,
  RESTARTING,
  TOO_MANY_CONNECTIONS,
  tooMany,
  tooManyOperations,
  tooManyValues,
  type Refusal,
} from './refusal.ts';
import { Lease, Shares } from './shares.ts';
import { whenClosed } from './when-closed.ts';
import { hasMoreValues } from '../datasources/kit/json-values.ts';

/** What admission control goes by. */
export interface AdmissionLimits extends Limits, OriginRules {
  /** Whether callers are authenticated: otherwise credentials say nothing about who sends them. */
  readonly authenticates: boolean;
  /** Refuses names that are not served here. */
  readonly checkHost: CheckHost;
}

/** Notified of each refusal. */
export type Refused = (refusal: Pick<Refusal, 'status' | 'code'>) => void;

/** Bytes of bodies, from their arrival until they are answered: in all, and of one source. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_BYTES_EACH = 24 * 1024 * 1024;

/**
 * What every request passes: at its head before any of it is read (`admit`), while its body arrives (`receive`), and as
 * load once it is complete (`begin`). A request that is never completed weighs on its own source alone.
 */
export class AdmissionControl {
  readonly #limits: AdmissionLimits;
  readonly #load: LoadWatch;
  readonly #rate: RateLimiter;
  readonly #refused: Refused;
  readonly #source: (request: IncomingMessage) => string;
  /** The address that a request comes from, behind the trusted proxies; empty where it is not known. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly #bodyDeadlines: Deadlines;
  readonly #streams: Shares;
  readonly #unfinished: Shares;
  readonly #bytes = new Shares(MAX_BYTES, MAX_BYTES_EACH);
  /** What ends the load that a request is, of those that may become a stream. */
  readonly #loads = new WeakMap<IncomingMessage, Lease>();

  /** What the unfinished messages of WebSockets are held to: they count as bodies do. */
  readonly messageBounds: MessageBounds = {
    lease: (source) => this.#bytes.lease(source),
    timeFor: (bytes) => timeFor(bytes, this.#limits.bodyDeadlineMs),
  };
  #draining = false;

  constructor(limits: AdmissionLimits, load: LoadWatch, rate: RateLimiter, refused: Refused) {
    this.#limits = limits;
    this.#load = load;
    this.#rate = rate;
    this.#refused = refused;
    this.#source = sourceOf(limits.trustedProxies);
    this.addressOf = addressOf(limits.trustedProxies);
    this.#bodyDeadlines = new Deadlines(limits.bodyDeadlineMs);
    this.#streams = new Shares(limits.maxSockets, limits.maxSocketsPerAddress);
    this.#unfinished = new Shares(Infinity, limits.maxUnfinished); // in all they are bounded as connections
  }

  /** From now on no WebSocket and no event stream is opened; what is answered once still is. */
  drain(): void {
    this.#draining = true;
  }

  /** Why no new stream may be opened now. */
  private get streamRefusal(): Refusal | undefined {
    return this.#draining ? RESTARTING : undefined;
  }

  /** Judges the head of a request to /graphql, or of what is judged alike (`methods`). False when it was answered here. */
  admit(request: IncomingMessage, response: ServerResponse, methods = 'GET, POST'): boolean {
    const foreign = this.#limits.checkHost(request);
    if (foreign) return this.#refuse(request, response, foreign);
    if (handleCors(request, response, this.#limits, methods)) return false;
    const refusal = crossOriginRefusal(request, this.#limits) ?? this.#crowded(request);
    if (refusal) return this.#refuse(request, response, refusal);
    whenClosed(response, () => {
      this.#noteUnknown(response);
      // Guessing credentials costs what asking without any does.
      if (response.statusCode === 401 && this.#isKnownLater(request)) this.noteGuess(this.#source(request));
    });
    return true;
  }

  /**
   * The same for what is no GraphQL (documents, webhooks): any page may link to it, and each address has its rate.
   * @param anyHost whether it is answered under any name: what a provider signs is
   */
  admitOther(request: IncomingMessage, response: ServerResponse, anyHost: boolean): boolean {
    const refusal = (anyHost ? undefined : this.#limits.checkHost(request)) ?? this.#crowded(request, true);
    return this.#noted(request, response, refusal);
  }

  /** The same for pages, under load too: to load GraphiQL is load itself, and the rest of the page would be missing. */
  admitPage(request: IncomingMessage, response: ServerResponse): boolean {
    return this.#noted(request, response, this.#limits.checkHost(request) ?? this.#overRate(request, true));
  }

  #noted(request: IncomingMessage, response: ServerResponse, refusal: Refusal | undefined): boolean {
    if (refusal) return this.#refuse(request, response, refusal);
    whenClosed(response, () => this.#noteUnknown(response));
    return true;
  }

  /**
   * Reads the body of an admitted request, at once where it has arrived. Until it is complete the request counts for its
   * address, and for its caller where that is known, and as no load. Undefined when it was answered here; throws, or
   * rejects, when the caller leaves.
   */
  receive(
    request: IncomingMessage,
    response: ServerResponse,
    maxBytes: number,
    caller?: string,
  ): string | undefined | Promise<string | undefined> {
    if (response.closed) throw new ClientDisconnected();
    const source = this.#source(request);
    if (hasArrived(request)) {
      const bytes = this.#bytes.lease(source, caller);
      whenClosed(response, bytes);
      return this.#accepted(request, response, takeBody(request, { maxBytes, bytes }));
    }
    const arrived = this.#unfinished.take(1, source, caller);
    if (typeof arrived === 'string') {
      this.#refuse(request, response, tooMany('unfinished requests'));
      return undefined;
    }
    const bytes = this.#bytes.lease(source, caller);
    whenClosed(response, bytes);
    const limits = { maxBytes, deadlineMs: this.#limits.bodyDeadlineMs, deadlines: this.#bodyDeadlines, bytes };
    return readBody(request, limits)
      .finally(() => arrived.release())
      .then((body) => this.#accepted(request, response, body));
  }

  /** A body, or undefined where it was refused. */
  #accepted(request: IncomingMessage, response: ServerResponse, body: string | Refusal): string | undefined {
    const { maxValues } = this.#limits;
    const isText = typeof body === 'string';
    if (isText && !hasMoreValues(body, maxValues)) return body;
    this.#refuse(request, response, isText ? tooManyValues(maxValues) : body);
    return undefined;
  }

  /** Counts a complete request as load until its response is complete. False when it was answered here. */
  begin(request: IncomingMessage, response: ServerResponse, caller?: string): boolean {
    // An address was counted at the head of its request; a caller is, whatever will become of the document.
    const retryAfterMs = caller === undefined ? 0 : this.#rate.take(caller);
    if (retryAfterMs > 0) return this.#refuse(request, response, rateLimited(retryAfterMs, 'caller'));
    if (this.#load.overload) return this.#refuse(request, response, overloaded(this.#load.overload));
    const done = this.#load.requests.take(1, caller ?? this.#source(request));
    if (typeof done === 'string') return this.#refuse(request, response, tooMany('requests'));
    whenClosed(response, done);
    if (mayStream(request)) this.#loads.set(request, done);
    return true;
  }

  /** Counts a request whose response has become a stream as a connection, and as load no longer; or why it may not. */
  openStream(request: IncomingMessage, response: ServerResponse): Refusal | undefined {
    const leave = this.streamRefusal ?? this.#streams.take(1, this.#source(request));
    if (!(leave instanceof Lease)) {
      const refusal = typeof leave === 'string' ? TOO_MANY_CONNECTIONS : leave;
      this.#refused(refusal);
      return refusal;
    }
    this.#loads.get(request)?.release();
    whenClosed(response, leave);
    return undefined;
  }

  /** Counts an operation over a WebSocket for its caller, or its address; throws where that is too many. */
  takeOperation(holder: string): void {
    const retryAfterMs = this.#rate.take(holder);
    if (retryAfterMs > 0) throw tooManyOperations(retryAfterMs);
  }

  /** The key that a request is counted under: its caller, or its address where nobody is known. */
  holderOf(request: IncomingMessage, caller?: string): string {
    return caller ?? this.#source(request);
  }

  /** Counts credentials that are not accepted, as a request of their address. False when these were too many. */
  noteGuess(address: string): boolean {
    return this.#rate.take(address) === 0;
  }

  /** Counts a WebSocket in: what is returned counts it out. Or why it may not be opened. */
  admitSocket(request: IncomingMessage): Refusal | (() => void) {
    const refusal =
      this.#limits.checkHost(request) ??
      foreignOrigin(request, this.#limits) ??
      this.streamRefusal ??
      this.#crowded(request);
    const held = refusal ?? this.#streams.take(1, this.#source(request));
    if (held instanceof Lease) return () => held.release();
    const why = typeof held === 'string' ? TOO_MANY_CONNECTIONS : held;
    this.#refused(why);
    return why;
  }

  /** Whether credentials will identify who sends a request, so that it counts for its caller. */
  #isKnownLater({ headers }: IncomingMessage): boolean {
    return this.#limits.authenticates && headers.authorization !== undefined;
  }

  /** Credentials are judged behind admission control. */
  #noteUnknown({ statusCode }: ServerResponse): void {
    if (statusCode === 401) this.#refused({ status: 401, code: 'UNAUTHENTICATED' });
  }

  #refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): false {
    this.#refused(refusal);
    refuse(request, response, refusal);
    return false;
  }

  #crowded(request: IncomingMessage, byAddress = !this.#isKnownLater(request)): Refusal | undefined {
    if (this.#load.overload) return overloaded(this.#load.overload);
    return this.#overRate(request, byAddress);
  }

  #overRate(request: IncomingMessage, byAddress: boolean): Refusal | undefined {
    const source = this.#source(request);
    const retryAfterMs = byAddress ? this.#rate.take(source) : this.#rate.peek(source);
    return retryAfterMs === 0 ? undefined : rateLimited(retryAfterMs);
  }
}

const mayStream = ({ headers }: IncomingMessage): boolean => headers.accept?.includes('text/event-stream') ?? false;
