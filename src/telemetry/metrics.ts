import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { NO_COUNTS, type ClusterStatus } from '../cluster/cluster.ts';
import type { Receipt } from '../datasources/kit/receipt.ts';
import type { Upstreams } from '../datasources/index.ts';
import type { Upstream } from '../datasources/kit/http/resilience.ts';
import type { LoadWatch } from '../limits/load.ts';
import { Durations } from './durations.ts';
import type { Named } from './names.ts';

const MAX_NAMES = 200; // of operations that get a label of their own: callers choose them
const BREAKER = { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 } as const;

/** An error of an answer; the provider is empty where none had to do with it. */
export interface Failure {
  readonly code: string;
  readonly provider: string;
}

/** What the gauges look at when they are asked. */
export interface Gauges {
  readonly upstreams: Upstreams;
  readonly load: LoadWatch;
  sockets(): number;
  /** Webhook deliveries so far, by provider and by what became of them. */
  webhooks(): Readonly<Record<string, ReadonlyMap<Receipt, number>>>;
  /** Open sources by kind of stream: sockets to Fondo, pollers. */
  sources(): Readonly<Record<string, number>>;
  /** How this instance stands with the others; undefined for a single one. */
  readonly cluster: (() => ClusterStatus) | undefined;
}

/** The metrics of one gateway. Labels have few values, none of which a caller or provider chooses freely. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #names = new Set<string>();
  readonly #operations = this.#durations('gateway_operation_duration_seconds', 'Queries and mutations.', [
    'operation',
    'type',
  ]);
  readonly #errors = this.#counter(
    'gateway_operation_errors_total',
    'Errors in answers, by code and by the provider that they come from.',
    ['operation', 'code', 'provider'],
  );
  readonly #deprecated = this.#counter(
    'gateway_deprecated_fields_total',
    'Operations that use something deprecated, by its coordinate in the schema.',
    ['field', 'operation'],
  );
  readonly #events = this.#counter('gateway_subscription_events_total', 'Results sent to subscribers.', ['operation']);
  readonly #subscribers = this.#gauge('gateway_subscribers', 'Subscriptions that are open.', ['operation']);
  readonly #upstream = this.#durations('gateway_upstream_duration_seconds', 'Exchanges with the providers.', [
    'provider',
    'endpoint',
    'method',
    'outcome',
  ]);
  readonly #refusals = this.#counter('gateway_refusals_total', 'Requests that were refused by admission control.', [
    'status',
    'code',
  ]);
  readonly #unexpected = this.#counter('gateway_unexpected_errors_total', 'Errors that are bugs.', []);

  readonly #delays = this.#durations(
    'gateway_cluster_delay_seconds',
    'How long events take from the instance that reads them: until they are in Redis (append), until an instance hears them (hear).',
    ['step'],
  );
  readonly #auditFailures = this.#counter(
    'gateway_audit_failures_total',
    'Attempts to write an audit record that failed: of intents, whose acts were refused, and of outcomes, which are tried again.',
    ['record'],
  );

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  watch({ upstreams, load, sockets, sources, webhooks, cluster }: Gauges): void {
    this.#watchCluster(cluster);
    const each = (name: string, help: string, read: (upstream: Upstream) => number): void => {
      this.#gauge(name, help, ['provider'], (gauge) => {
        for (const upstream of Object.values<Upstream>(upstreams))
          gauge.set({ provider: upstream.provider }, read(upstream));
      });
    };
    each('gateway_upstream_running', 'Exchanges under way.', ({ state }) => state.running);
    each('gateway_upstream_queued', 'Calls that wait for their turn.', ({ state }) => state.queued);
    each('gateway_upstream_breaker', '0 closed, 1 half open, 2 open.', ({ state }) => BREAKER[state.breaker]);
    this.#counter(
      'gateway_reference_reads_total',
      'Reads of reference data: sent (a miss), joined to one under way, cached (a hit).',
      ['provider', 'result'],
      (counter) => {
        counter.reset();
        for (const { provider, reference } of Object.values<Upstream>(upstreams))
          for (const [result, count] of Object.entries(reference)) counter.inc({ provider, result }, count);
      },
    );
    this.#counter(
      'gateway_webhooks_total',
      'Webhook deliveries: taken, repeated, unknown (acknowledged, of a kind that is not known), refused, malformed, off.',
      ['provider', 'receipt'],
      (counter) => {
        counter.reset();
        for (const [provider, counts] of Object.entries(webhooks()))
          for (const [receipt, count] of counts) counter.inc({ provider, receipt }, count);
      },
    );
    this.#gauge('gateway_in_flight', 'Requests under way.', [], (gauge) => gauge.set(load.inFlight));
    this.#gauge('gateway_event_loop_delay_seconds', 'Smoothed delay of the event loop.', [], (gauge) =>
      gauge.set(load.loopDelayMs / 1000),
    );
    this.#gauge('gateway_heap_ratio', 'Used share of the heap limit.', [], (gauge) => gauge.set(load.heapRatio));
    this.#gauge('gateway_sockets', 'WebSocket connections.', [], (gauge) => gauge.set(sockets()));
    this.#gauge('gateway_sources', 'Open sources of streams: sockets to Fondo, pollers.', ['stream'], (gauge) => {
      for (const [stream, open] of Object.entries(sources())) gauge.set({ stream }, open);
    });
  }

  #watchCluster(status: (() => ClusterStatus) | undefined): void {
    const gauge = (name: string, help: string, read: (status: ClusterStatus) => number): void => {
      this.#gauge(name, help, ['over'], (one) => (status ? one.set({ over: 'redis' }, read(status())) : undefined));
    };
    gauge('gateway_cluster_up', 'Whether Redis answers.', ({ isUp }) => Number(isUp));
    gauge('gateway_cluster_members', 'Instances that this one knows, itself included.', ({ members }) => members);
    gauge('gateway_cluster_queued', 'Writes of events that wait for Redis.', ({ queued }) => queued);
    this.#gauge('gateway_cluster_threads', 'What is shared and followed or held here.', ['role'], (one) => {
      if (!status) return;
      const { followed, held } = status();
      one.set({ role: 'followed' }, followed);
      one.set({ role: 'held' }, held);
    });
    this.#counter(
      'gateway_cluster_commands_total',
      'Commands to Redis: answered, or failed (no answer within a second, or no connection).',
      ['outcome'],
      (counter) => {
        counter.reset();
        const { answered = 0, failed = 0 } = status?.().commands ?? {};
        counter.inc({ outcome: 'answered' }, answered);
        counter.inc({ outcome: 'failed' }, failed);
      },
    );
    this.#counter(
      'gateway_cluster_events_total',
      'Claims, takeovers, fenced writes, gaps that were read, events appended again, cursors that were resumed or expired, entries that cannot be opened.',
      ['event'],
      (counter) => {
        counter.reset();
        for (const [event, count] of Object.entries(status?.().counts ?? NO_COUNTS)) counter.inc({ event }, count);
      },
    );
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  operation({ name, type }: Named, seconds: number, failures: readonly Failure[]): void {
    this.#operations.observe(seconds, this.#label(name), type);
    this.#count(name, failures);
  }

  event(name: string, failures: readonly Failure[]): void {
    this.#events.inc({ operation: this.#label(name) });
    this.#count(name, failures);
  }

  /** The coordinates are those of the schema: few. */
  deprecated(field: string, operation: string): void {
    this.#deprecated.inc({ field, operation: this.#label(operation) });
  }

  /** Counts a subscriber until its operation ends. */
  subscribed(name: string, operation: { whenEnded(act: () => void): void }): void {
    const labels = { operation: this.#label(name) };
    this.#subscribers.inc(labels);
    operation.whenEnded(() => this.#subscribers.dec(labels));
  }

  upstream(provider: string, endpoint: string, method: string, outcome: string, seconds: number): void {
    this.#upstream.observe(seconds, provider, endpoint, method, outcome);
  }

  /** Of an event on its way between instances. */
  delayed(step: 'append' | 'hear', seconds: number): void {
    this.#delays.observe(seconds, step);
  }

  unexpected(): void {
    this.#unexpected.inc();
  }

  auditFailed(record: 'INTENT' | 'OUTCOME'): void {
    this.#auditFailures.inc({ record });
  }

  refused({ status, code }: { readonly status: number; readonly code: string }): void {
    this.#refusals.inc({ status, code });
  }

  #count(name: string, failures: readonly Failure[]): void {
    for (const failure of failures) this.#errors.inc({ operation: this.#label(name), ...failure });
  }

  #label(name: string): string {
    if (this.#names.has(name)) return name;
    if (this.#names.size >= MAX_NAMES) return 'other';
    this.#names.add(name);
    return name;
  }

  #durations<L extends string>(name: string, help: string, labels: readonly L[]): Durations<L> {
    return new Durations(this.#registry, name, help, labels);
  }

  #counter(name: string, help: string, labelNames: string[], collect?: (counter: Counter) => void): Counter {
    return new Counter({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      ...(collect && {
        collect() {
          collect(this);
        },
      }),
    });
  }

  #gauge(name: string, help: string, labelNames: string[], collect?: (gauge: Gauge) => void): Gauge {
    return new Gauge({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      ...(collect && {
        collect() {
          collect(this);
        },
      }),
    });
  }
}
