import type { TelemetrySettings } from '../config/telemetry.ts';
import type { Concern } from '../datasources/kit/resilience.ts';
import type { Report } from '../execution/error-masking.ts';
import type { OperationHooks } from '../execution/operation-hook.ts';
import type { ProviderName } from '../problem.ts';
import { createAudit } from './audit.ts';
import type { Audit } from '../context.ts';
import { createLog, describeError, type Log } from './logger.ts';
import { Metrics, type Gauges } from './metrics.ts';
import { operationHooks } from './operations.ts';
import { observeUpstream } from './upstream.ts';

/** What one gateway tells about itself: logs, audit records, metrics, traces. */
export interface Telemetry {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly audit: Audit;
  readonly report: Report;
  readonly observeUpstream: (provider: ProviderName) => Concern;
  readonly hooks: OperationHooks;
  /** Tells the metrics what to look at. */
  watch(gauges: Gauges): void;
  close(): Promise<void>;
}

export async function createTelemetry({ logLevel, auditLog, tracing: traced }: TelemetrySettings): Promise<Telemetry> {
  const log = createLog(logLevel);
  const metrics = new Metrics();
  // Loaded where it is used: OpenTelemetry takes a good part of the start.
  const tracing = traced && (await import('./tracing.ts')).createTracing(traced);
  const audit = createAudit(auditLog);
  return {
    log,
    metrics,
    // An act that is done is done, also where it cannot be written down.
    audit: (record) => {
      try {
        audit.record(record);
      } catch (error) {
        log.fatal('an audit record could not be written', { requestId: record.requestId, ...describeError(error) });
      }
    },
    report: (error) => {
      metrics.unexpected();
      log.error('unexpected error', describeError(error));
    },
    observeUpstream: observeUpstream(log, metrics, tracing),
    hooks: [...(tracing ? [tracing.hook] : []), operationHooks(log, metrics)],
    watch: (gauges) => metrics.watch(gauges),
    async close() {
      await tracing?.close();
      audit.close();
    },
  };
}
