import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import {
  circuitBreaker,
  CircuitState,
  ExponentialBackoff,
  handleWhen,
  retry,
  SamplingBreaker,
  isBrokenCircuitError,
  type CircuitBreakerPolicy,
  type IBackoff,
  type IRetryBackoffContext,
  type RetryPolicy,
} from 'cockatiel';
import type { Cluster } from '../../../cluster/cluster.ts';
import { Fault } from '../../../faults.ts';
import type { ProviderName } from '../../../problem.ts';
import type { Exchange, HttpReply, HttpRequest } from './exchange.ts';
import { MAX_RETRY_WAIT_MS, retryWait } from './retry-wait.ts';
import { retryAfter } from './retry-after.ts';
import { actingCaller, actingTrace, noteWrite } from '../acting.ts';
import { DEFAULT_CAPACITY, type Capacity } from '../capacity.ts';
import type { HowAnswered } from '../operation.ts';
import { isPassing } from './statuses.ts';
import { untilAborted } from './until-aborted.ts';
import { Pauses } from '../turns/pauses.ts';
import { ambientPriority, canWait, RequestScheduler, type Priority } from '../turns/scheduler.ts';

/** Middleware around an exchange. */
export type ExchangeMiddleware = (exchange: Exchange) => Exchange;

export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** The connection state of the gateway with one provider. */
export interface UpstreamState {
  readonly breaker: BreakerState;
  readonly running: number;
  readonly queued: number;
  /** Writes under way. */
  readonly writing: number;
}

const WINDOW_MS = 10_000;

/**
 * What keeps one provider's trouble small: a read that failed is repeated with jitter, a provider that keeps failing is
 * left alone, calls take turns by urgency. A write is sent once: finding out what became of it is `writeOnce`'s.
 */
export class Upstream {
  readonly provider: ProviderName;
  readonly #capacity: Capacity;
  readonly #turns: RequestScheduler;
  readonly #pauses: Pauses;
  /** What the breaker judges by. */
  readonly #window: SamplingBreaker;
  readonly #breaker: CircuitBreakerPolicy;
  /** How often it has opened: what began before says nothing of the provider as it is now. */
  #opened = 0;
  readonly #retry: RetryPolicy;
  readonly #observed: ExchangeMiddleware;
  #writing = 0;
  readonly #reference: Record<HowAnswered, number> = { sent: 0, joined: 0, cached: 0 };

  /**
   * @param observed sees each exchange that is really made
   * @param shared where several instances keep one budget, and pause together
   */
  constructor(
    provider: ProviderName,
    capacity: Capacity = DEFAULT_CAPACITY,
    observed: ExchangeMiddleware = (exchange) => exchange,
    shared?: Pick<Cluster, 'limits' | 'broadcast'>,
  ) {
    this.provider = provider;
    this.#capacity = capacity;
    this.#observed = observed;
    this.#turns = new RequestScheduler({ provider, ...capacity }, shared?.limits);
    this.#pauses = new Pauses(provider, this.#turns, shared?.broadcast);
    this.#window = new SamplingBreaker({
      threshold: capacity.breakerRatio,
      duration: WINDOW_MS,
      minimumRps: (capacity.breakerCalls / WINDOW_MS) * 1000,
    });
    this.#breaker = circuitBreaker(handleWhen(isOutage).orWhenResult(isOutageReply), {
      halfOpenAfter: new ExponentialBackoff({
        initialDelay: capacity.breakerOpenMs,
        maxDelay: capacity.breakerOpenMs * 16,
      }),
      breaker: this.#window,
    });
    this.#breaker.onBreak(() => (this.#opened += 1));
    const isWorthRepeating = (error: unknown): boolean =>
      error instanceof Fault &&
      error.code === 'PROVIDER_UNAVAILABLE' &&
      this.#isWorthRepeating({ waitMs: error.retryAfterMs });
    const isReplyWorthRepeating = (reply: unknown): boolean => {
      const { status, headers } = reply as HttpReply;
      return status >= 400 && this.#isWorthRepeating({ status, waitMs: retryAfter(headers) });
    };
    const next = ({ attempt, result }: IRetryBackoffContext<unknown>): IBackoff<IRetryBackoffContext<unknown>> => ({
      duration: retryWait(attempt, result),
      next,
    });
    this.#retry = retry(handleWhen(isWorthRepeating).orWhenResult(isReplyWorthRepeating), {
      maxAttempts: capacity.retries,
      backoff: { next },
    });
  }

  /** Connections that are worth having. */
  get connections(): number {
    return this.#capacity.concurrency;
  }

  get deadlineMs(): number {
    return this.#capacity.deadlineMs;
  }

  get state(): UpstreamState {
    const { running, queued } = this.#turns;
    return { breaker: BREAKER_STATES[this.#breaker.state], running, queued, writing: this.#writing };
  }

  /** Reads that may start now: what is free of the capacity, and left of the budget of requests. */
  get callsLeft(): number {
    return this.#turns.left;
  }

  /** Reads of reference data so far: sent, joined to one under way, or answered from the cache. */
  get reference(): Readonly<Record<HowAnswered, number>> {
    return this.#reference;
  }

  noteReference(how: HowAnswered): void {
    this.#reference[how] += 1;
  }

  /** All of it around an exchange, or around one whose body is read later. */
  wrap<R extends HttpReply>(exchange: (request: HttpRequest) => Promise<R>): (request: HttpRequest) => Promise<R> {
    const observed = this.#observed(exchange);
    const once: Exchange = (request) => traced(request, this.#guarded(request, observed));
    const wrapped: Exchange = (request) => {
      if (!isRead(request)) return this.#written(request, once);
      // A poll that failed is repeated by its poller, at its own pace.
      return canWait(priorityOf(request)) ? once(request) : this.#repeated(request, once);
    };
    return wrapped as (request: HttpRequest) => Promise<R>;
  }

  async #written(request: HttpRequest, once: Exchange): Promise<HttpReply> {
    this.#writing += 1;
    try {
      return await once(request);
    } finally {
      this.#writing -= 1;
    }
  }

  /** The policy is asked about what failed alone: what went well has nothing to be repeated. */
  #repeated(request: HttpRequest, once: Exchange): Promise<HttpReply> {
    const first = once(request);
    const judge = (): Promise<HttpReply> => this.#judged(request, once, first);
    return first.then((reply) => (reply.status < 400 ? reply : judge()), judge);
  }

  /** @param first what came of the first attempt */
  #judged(request: HttpRequest, once: Exchange, first: Promise<HttpReply>): Promise<HttpReply> {
    let made: Promise<HttpReply> | undefined = first;
    const attempt = (): Promise<HttpReply> => {
      const latest = made ?? once(request);
      made = undefined;
      return latest;
    };
    const { signal } = request;
    if (!signal) return this.#retry.execute(attempt);
    const stop = new AbortController();
    const leave = (): void => stop.abort(signal.reason);
    if (signal.aborted) leave();
    // What may stop a read can outlive it by hours: nothing is left behind there.
    signal.addEventListener('abort', leave, { once: true });
    return this.#retry.execute(attempt, stop.signal).finally(() => signal.removeEventListener('abort', leave));
  }

  #guarded(request: HttpRequest, exchange: Exchange): Promise<HttpReply> {
    const { state } = this.#breaker;
    // While one call tries whether the provider is back, the others need not wait for what comes of it.
    if (state === CircuitState.HalfOpen) return Promise.reject(this.#refused(request));
    if (state !== CircuitState.Closed) return this.#tried(request, exchange);
    return this.#inTurn(request, () => {
      if (this.#breaker.state !== CircuitState.Closed) throw this.#refused(request);
      const opened = this.#opened;
      return sent(request, exchange).then(
        (reply) => {
          this.#noted(reply);
          return opened === this.#opened ? this.#counted(reply) : reply;
        },
        (error: unknown) => {
          if (opened === this.#opened && isOutage(error))
            return this.#breaker.execute(() => {
              throw error;
            });
          throw error;
        },
      );
    });
  }

  /** One call through the open breaker, when the time for it has come. */
  async #tried(request: HttpRequest, exchange: Exchange): Promise<HttpReply> {
    // What our own queue refuses says nothing of the provider and must not count, so a trial never waits for its turn.
    if (!this.#turns.mayStart(priorityOf(request))) throw this.#refused(request);
    // A trial goes on when its caller leaves: the policy would take an abort for success, and close the breaker.
    const { signal, ...trial } = request;
    try {
      const reply = this.#breaker.execute(() => this.#inTurn(trial, () => sent(trial, exchange).then(this.#noted)));
      return await (signal ? untilAborted(reply, signal) : reply);
    } catch (error) {
      throw isBrokenCircuitError(error) ? this.#refused(request) : error;
    }
  }

  #refused({ correlationId }: HttpRequest): Fault {
    return new Fault('PROVIDER_UNAVAILABLE', {
      provider: this.provider,
      correlationId,
      retryAfterMs: this.#capacity.breakerOpenMs,
      notSent: true,
    });
  }

  /** What comes through the closed breaker is counted here; the policy is told of outages alone, which may open it. */
  #counted(reply: HttpReply): HttpReply | Promise<HttpReply> {
    if (isOutageReply(reply)) return this.#breaker.execute(() => reply);
    this.#window.success(CircuitState.Closed);
    return reply;
  }

  /** Answers as soon as there is a reply; the turn lasts until its body was read, too. */
  #inTurn(request: HttpRequest, exchange: () => Promise<HttpReply>): Promise<HttpReply> {
    const { caller, signal } = request;
    return this.#turns.run(
      { priority: priorityOf(request), caller: caller?.id ?? actingCaller(), signal },
      exchange,
      untilRead,
    );
  }

  readonly #noted = (reply: HttpReply): HttpReply => {
    if (reply.status === 429) this.#pauses.begin(retryAfter(reply.headers));
    return reply;
  };

  #isWorthRepeating(failed: { readonly status?: number | undefined; readonly waitMs: number | undefined }): boolean {
    if (this.#breaker.state !== CircuitState.Closed || (failed.waitMs ?? 0) > MAX_RETRY_WAIT_MS) return false;
    // Rejected without a Retry-After: an immediate retry would only add to the load.
    if (failed.status === 429) return failed.waitMs !== undefined;
    return failed.status === undefined || isPassing(failed.status);
  }
}

const BREAKER_STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'CLOSED',
  [CircuitState.Open]: 'OPEN',
  [CircuitState.HalfOpen]: 'HALF_OPEN',
  [CircuitState.Isolated]: 'OPEN',
};

const untilRead = ({ body }: HttpReply): Promise<void> | undefined =>
  body instanceof Readable ? finished(body) : undefined;

function sent(request: HttpRequest, exchange: Exchange): Promise<HttpReply> {
  if (!isRead(request)) noteWrite();
  return exchange(request);
}

/** Notes an attempt for the developer of its operation; a token is fetched for all of them. */
function traced(request: HttpRequest, reply: Promise<HttpReply>): Promise<HttpReply> {
  const trace = request.use === 'token' ? undefined : (request.trace ?? actingTrace());
  trace?.note(request, 'sent', reply);
  return reply;
}

const isRead = ({ method = 'GET', repeatable = method === 'GET' }: HttpRequest): boolean => repeatable;
const priorityOf = (request: HttpRequest): Priority =>
  request.priority ?? (isRead(request) ? (ambientPriority() ?? 'interactive') : 'write');

/** Failures that say something about the provider, not about one call of ours. */
const isOutage = (error: unknown): boolean =>
  error instanceof Fault && !(error.notSent && error.retryAfterMs !== undefined) && OUTAGES.has(error.code);
const OUTAGES: ReadonlySet<Fault['code']> = new Set(['PROVIDER_UNAVAILABLE', 'PROVIDER_TIMEOUT']);
const isOutageReply = (reply: unknown): boolean => isPassing((reply as HttpReply).status);
