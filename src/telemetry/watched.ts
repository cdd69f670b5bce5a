import { NO_COUNTS, type ClusterStatus } from '../cluster/cluster.ts';
import type { Receipt } from '../datasources/kit/receipt.ts';
import type { Upstreams } from '../datasources/index.ts';
import type { Upstream } from '../datasources/kit/http/resilience.ts';
import type { LoadWatch } from '../limits/load.ts';
import type { Instruments } from './instruments.ts';

const BREAKER = { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 } as const;

/** What is looked at when the metrics are asked for. */
export interface Watched {
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

/** Registers what is looked at when the metrics are asked for. */
export function watchGateway(
  metrics: Instruments,
  { upstreams, load, sockets, sources, webhooks, cluster }: Watched,
): void {
  watchCluster(metrics, cluster);
  const each = (name: string, help: string, read: (upstream: Upstream) => number): void => {
    metrics.gauge(name, help, ['provider'], (gauge) => {
      for (const upstream of Object.values<Upstream>(upstreams))
        gauge.set({ provider: upstream.provider }, read(upstream));
    });
  };
  each('gateway_upstream_running', 'Exchanges under way.', ({ state }) => state.running);
  each('gateway_upstream_queued', 'Calls that wait for their turn.', ({ state }) => state.queued);
  each('gateway_upstream_breaker', '0 closed, 1 half open, 2 open.', ({ state }) => BREAKER[state.breaker]);
  metrics.counter(
    'gateway_reference_reads_total',
    'Reads of reference data: sent (a miss), joined to one under way, cached (a hit).',
    ['provider', 'result'],
    (counter) => {
      counter.reset();
      for (const { provider, reference } of Object.values<Upstream>(upstreams))
        for (const [result, count] of Object.entries(reference)) counter.inc({ provider, result }, count);
    },
  );
  metrics.counter(
    'gateway_webhooks_total',
    'Webhook deliveries: taken, repeated, unknown (acknowledged, of a kind that is not known), refused, malformed, off.',
    ['provider', 'receipt'],
    (counter) => {
      counter.reset();
      for (const [provider, counts] of Object.entries(webhooks()))
        for (const [receipt, count] of counts) counter.inc({ provider, receipt }, count);
    },
  );
  metrics.gauge('gateway_in_flight', 'Requests under way.', [], (gauge) => gauge.set(load.inFlight));
  metrics.gauge('gateway_event_loop_delay_seconds', 'Smoothed delay of the event loop.', [], (gauge) =>
    gauge.set(load.loopDelayMs / 1000),
  );
  metrics.gauge('gateway_heap_ratio', 'Used share of the heap limit.', [], (gauge) => gauge.set(load.heapRatio));
  metrics.gauge('gateway_sockets', 'WebSocket connections.', [], (gauge) => gauge.set(sockets()));
  metrics.gauge('gateway_sources', 'Open sources of streams: sockets to Fondo, pollers.', ['stream'], (gauge) => {
    for (const [stream, open] of Object.entries(sources())) gauge.set({ stream }, open);
  });
}

function watchCluster(metrics: Instruments, status: Watched['cluster']): void {
  const gauge = (name: string, help: string, read: (status: ClusterStatus) => number): void => {
    metrics.gauge(name, help, ['over'], (one) => (status ? one.set({ over: 'redis' }, read(status())) : undefined));
  };
  gauge('gateway_cluster_up', 'Whether Redis answers.', ({ isUp }) => Number(isUp));
  gauge('gateway_cluster_members', 'Instances that this one knows, itself included.', ({ members }) => members);
  gauge('gateway_cluster_queued', 'Writes of events that wait for Redis.', ({ queued }) => queued);
  metrics.gauge('gateway_cluster_threads', 'What is shared and followed or held here.', ['role'], (one) => {
    if (!status) return;
    const { followed, held } = status();
    one.set({ role: 'followed' }, followed);
    one.set({ role: 'held' }, held);
  });
  metrics.counter(
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
  metrics.counter(
    'gateway_cluster_events_total',
    'Claims, takeovers, fenced writes, gaps that were read, events appended again, cursors that were resumed or expired, entries that cannot be opened.',
    ['event'],
    (counter) => {
      counter.reset();
      for (const [event, count] of Object.entries(status?.().counts ?? NO_COUNTS)) counter.inc({ event }, count);
    },
  );
}
