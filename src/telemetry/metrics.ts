import { collectDefaultMetrics } from 'prom-client';
import { Instruments } from './instruments.ts';
import type { Named } from './names.ts';
import { watchGateway, type Watched } from './watched.ts';

const MAX_NAMES = 200; // of operations that get a label of their own: callers choose them

/** An error of an answer; the provider is empty where none had to do with it. */
export interface Failure {
  readonly code: string;
  readonly provider: string;
}

/** The metrics of one gateway. Labels have few values, none of which a caller or provider chooses freely. */
export class Metrics {
  readonly #instruments = new Instruments();
  readonly #names = new Set<string>();
  readonly #operations = this.#instruments.durations('gateway_operation_duration_seconds', 'Queries and mutations.', [
    'operation',
    'type',
  ]);
  readonly #errors = this.#instruments.counter(
    'gateway_operation_errors_total',
    'Errors in answers, by code and by the provider that they come from.',
    ['operation', 'code', 'provider'],
  );
  readonly #deprecated = this.#instruments.counter(
    'gateway_deprecated_fields_total',
    'Operations that use something deprecated, by its coordinate in the schema.',
    ['field', 'operation'],
  );
  readonly #events = this.#instruments.counter('gateway_subscription_events_total', 'Results sent to subscribers.', [
    'operation',
  ]);
  readonly #subscribers = this.#instruments.gauge('gateway_subscribers', 'Subscriptions that are open.', ['operation']);
  readonly #upstream = this.#instruments.durations(
    'gateway_upstream_duration_seconds',
    'Exchanges with the providers.',
    ['provider', 'endpoint', 'method', 'outcome'],
  );
  readonly #refusals = this.#instruments.counter(
    'gateway_refusals_total',
    'Requests that were refused by admission control.',
    ['status', 'code'],
  );
  readonly #unexpected = this.#instruments.counter('gateway_unexpected_errors_total', 'Errors that are bugs.', []);

  readonly #delays = this.#instruments.durations(
    'gateway_cluster_delay_seconds',
    'How long events take from the instance that reads them: until they are in Redis (append), until an instance hears them (hear).',
    ['step'],
  );
  readonly #auditFailures = this.#instruments.counter(
    'gateway_audit_failures_total',
    'Attempts to write an audit record that failed: of intents, whose acts were refused, and of outcomes, which are tried again.',
    ['record'],
  );

  constructor() {
    collectDefaultMetrics({ register: this.#instruments.registry });
  }

  /** Registers what is looked at when the metrics are asked for. */
  watch(watched: Watched): void {
    watchGateway(this.#instruments, watched);
  }

  get contentType(): string {
    return this.#instruments.registry.contentType;
  }

  text(): Promise<string> {
    return this.#instruments.registry.metrics();
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
}
