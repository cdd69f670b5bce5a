import type { GraphQLSchema } from 'graphql';
import type { ClusterObserver } from '../cluster/log.ts';
import type { TelemetrySettings } from '../config/telemetry.ts';
import type { ExchangeMiddleware } from '../datasources/kit/http/resilience.ts';
import type { Report } from '../execution/error-masking.ts';
import type { OperationHooks } from '../execution/operation-hook.ts';
import type { ProviderName } from '../problem.ts';
import { AuditLog, NO_AUDIT, openAuditFile } from './audit-log.ts';
import type { Audit } from '../audit-record.ts';
import { deprecatedFields } from './deprecated-fields.ts';
import { createLog, describeError, type Log } from './logger.ts';
import { Metrics } from './metrics.ts';
import type { Watched } from './watched.ts';
import { operationHooks } from './operations.ts';
import { observeUpstream } from './upstream.ts';

/** What one gateway tells about itself: logs, audit records, metrics, traces. */
export interface Telemetry {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly audit: Audit;
  readonly report: Report;
  /** Is told of each request that admission control refuses. */
  readonly refused: (refusal: { readonly status: number; readonly code: string }) => void;
  readonly observeUpstream: (provider: ProviderName) => ExchangeMiddleware;
  readonly observeCluster: ClusterObserver;
  readonly hooks: OperationHooks;
  /** Tells the metrics what to look at. */
  watch(watched: Watched): void;
  close(): Promise<void>;
}

export async function createTelemetry(
  { logLevel, auditLog, tracing: traced }: TelemetrySettings,
  schema: GraphQLSchema,
): Promise<Telemetry> {
  const log = createLog(logLevel);
  const metrics = new Metrics();
  const audit = auditLog === undefined ? NO_AUDIT : createAudit(auditLog, log, metrics);
  // Loaded where it is used: OpenTelemetry takes a good part of the start.
  const tracing = traced && (await import('./tracing.ts')).createTracing(traced);
  return {
    log,
    metrics,
    audit,
    report: (error) => {
      metrics.unexpected();
      log.error('unexpected error', describeError(error));
    },
    refused: noteRefusals(log, metrics),
    observeUpstream: observeUpstream(log, metrics, tracing),
    observeCluster: {
      appended(events, from, to) {
        metrics.delayed('append', (to - from) / 1000);
        tracing?.appended(events, from, to);
      },
      heard: (ms) => metrics.delayed('hear', Math.max(0, ms) / 1000),
    },
    hooks: [
      ...(tracing ? [tracing.hook] : []),
      operationHooks(log, metrics),
      deprecatedFields(schema, (field, operation) => metrics.deprecated(field, operation)),
    ],
    watch: (gauges) => metrics.watch(gauges),
    async close() {
      await tracing?.close();
      await audit.close();
    },
  };
}

/** How often the log names a setting that turns pages away: any page can cause it. */
const ORIGIN_WARNING_MS = 60_000;

function noteRefusals(log: Log, metrics: Metrics): Telemetry['refused'] {
  let warnedAt = -Infinity;
  return (refusal) => {
    metrics.refused(refusal);
    if (refusal.code !== 'FORBIDDEN_ORIGIN' || performance.now() - warnedAt < ORIGIN_WARNING_MS) return;
    warnedAt = performance.now();
    log.warn('a page of an origin that is not in CORS_ORIGINS was refused', { codes: [refusal.code] });
  };
}

function createAudit(target: string, log: Log, metrics: Metrics): Audit & { close(): Promise<void> } {
  const { append, close } = openAuditFile(target);
  const audit = new AuditLog(append, (error, { audit: record, requestId }) => {
    metrics.auditFailed(record);
    log.fatal('an audit record could not be written', { requestId, ...describeError(error) });
  });
  return {
    intent: (record) => audit.intent(record),
    outcome: (record) => audit.outcome(record),
    async close() {
      await audit.close();
      close();
    },
  };
}
