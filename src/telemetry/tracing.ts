import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import type { TelemetrySettings } from '../config/telemetry.ts';
import { byteCache } from '../datasources/kit/byte-cache.ts';
import type { Exchange, HttpReply, HttpRequest } from '../datasources/kit/http/exchange.ts';
import type { RunningOperation, OperationHook } from '../execution/operation-hook.ts';
import { nameOf } from './names.ts';

/** Bytes of the open operations, ten thousand at least, whose calls to providers find their trace. */
const MAX_OPEN_BYTES = 16 * 1024 * 1024;

/** A span per operation and one per call to a provider, handed on as `traceparent` (W3C Trace Context). */
export interface Tracing {
  readonly hook: OperationHook;
  /** Makes the exchange within a span of its own. */
  call(provider: string, endpoint: string, request: HttpRequest, exchange: Exchange): Promise<HttpReply>;
  /** Events were written for all instances, from when they were known until when. */
  appended(events: number, from: number, to: number): void;
  close(): Promise<void>;
}

export function createTracing(
  { endpoint, service, ratio }: NonNullable<TelemetrySettings['tracing']>,
  processor: SpanProcessor = new BatchSpanProcessor({
    exporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }),
  }),
): Tracing {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('gateway');
  // By correlation id, which every call to a provider carries: cheaper than a context that follows every promise.
  const open = byteCache<Context>(MAX_OPEN_BYTES, () => 1_000);
  const spans = new WeakMap<RunningOperation, Span>();
  return {
    hook: {
      before(running) {
        const { context, document, operationName } = running;
        const { name, type, hash } = nameOf(document, operationName);
        const parent = parentOf(context.traceparent);
        const attributes = {
          'graphql.operation.type': type,
          'graphql.operation.name': name,
          'graphql.document.hash': hash,
        };
        const span = tracer.startSpan(`${type} ${name}`, { kind: SpanKind.SERVER, attributes }, parent);
        open.set(context.correlationId, trace.setSpan(parent, span));
        spans.set(running, span);
        // A subscription may last for days: its span is the start, what it then reads hangs below.
        if (type === 'subscription') span.end();
      },
      after(running, { errors = [] }) {
        const span = spans.get(running);
        if (!span || nameOf(running.document, running.operationName).type === 'subscription') return;
        if (errors.length > 0) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
        open.delete(running.context.correlationId);
      },
    },
    async call(name, template, request, exchange) {
      const { method = 'GET', correlationId = '' } = request;
      const attributes = { 'http.request.method': method, 'url.template': template, 'peer.service': name };
      const kind = SpanKind.CLIENT;
      const span = tracer.startSpan(
        `${method} ${template}`,
        { kind, attributes },
        open.get(correlationId) ?? ROOT_CONTEXT,
      );
      try {
        const headers = { ...request.headers, traceparent: traceparentOf(span.spanContext()) };
        const reply = await exchange({ ...request, headers });
        span.setAttribute('http.response.status_code', reply.status);
        if (reply.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
        return reply;
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
    appended(events, from, to) {
      const attributes = { 'db.system.name': 'redis', 'messaging.batch.message_count': events };
      tracer.startSpan('append', { kind: SpanKind.CLIENT, attributes, startTime: from }, ROOT_CONTEXT).end(to);
    },
    close: () => provider.shutdown(),
  };
}

const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;

/** The caller's own trace, when its header is well formed. */
function parentOf(traceparent: string | undefined): Context {
  const [, traceId = '', spanId = '', flags = ''] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '') ?? [];
  if (!/[1-9a-f]/.test(traceId) || !/[1-9a-f]/.test(spanId)) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
