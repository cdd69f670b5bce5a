import { z } from 'zod';
import { choice, number, port, text, url } from './kinds.ts';

/** What the process reports about itself. */
export interface TelemetrySettings {
  readonly logLevel: 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';
  /** `stdout` or the path of a file; undefined: no audit record. */
  readonly auditLog: string | undefined;
  readonly metricsToken: string | undefined;
  readonly metricsPort: number | undefined;
  readonly tracing: { readonly endpoint: string; readonly service: string; readonly ratio: number } | undefined;
}

export const TELEMETRY = z
  .object({
    LOG_LEVEL: choice('silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace').default('warn').meta({
      description: 'Lowest level that is logged; `debug` adds each call to a provider.',
      production: 'info',
    }),
    AUDIT_LOG: text.optional().meta({
      description:
        '`stdout`, or the path of the file to which two records of each mutation field are appended: its intent, then its outcome. If the file cannot be opened the gateway does not start; while records cannot be written, mutations are refused.',
      defaultText: '`stdout` in production with a live provider, else none',
    }),
    METRICS_TOKEN: text.optional().meta({
      description:
        'Bearer token for /metrics. Without it and without `METRICS_PORT`, /metrics answers in development only, on a loopback listener.',
      secret: true,
    }),
    METRICS_PORT: port
      .optional()
      .meta({ description: 'Separate port for /metrics and /health, on the address of `HOST`.' }),
    OTEL_EXPORTER_OTLP_ENDPOINT: url.optional().meta({
      description: 'Collector of OpenTelemetry traces (OTLP over HTTP). Without it nothing is traced.',
    }),
    OTEL_SERVICE_NAME: text
      .default('financial-graphql-gateway')
      .meta({ description: 'Name of the service in traces.' }),
    OTEL_TRACES_SAMPLER_ARG: number(0, 1)
      .default(0.1)
      .meta({ description: 'Share of operations that are traced, unless the caller decided.' }),
  })
  .meta({ title: 'Logs, metrics and traces' });

/** @param real whether acts reach a live provider in production: they are recorded in any case */
export function telemetrySettings(values: z.output<typeof TELEMETRY>, real: boolean): TelemetrySettings {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: service, OTEL_TRACES_SAMPLER_ARG: ratio } = values;
  return {
    logLevel: values.LOG_LEVEL,
    auditLog: values.AUDIT_LOG ?? (real ? 'stdout' : undefined),
    metricsToken: values.METRICS_TOKEN,
    metricsPort: values.METRICS_PORT,
    tracing: endpoint === undefined ? undefined : { endpoint, service, ratio },
  };
}
