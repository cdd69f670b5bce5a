import type { SettingsReader } from './index.ts';

/** What the process tells about itself. */
export interface TelemetrySettings {
  readonly logLevel: 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';
  /** `stdout` or the path of a file; undefined: no audit record. */
  readonly auditLog: string | undefined;
  readonly metricsToken: string | undefined;
  readonly metricsPort: number | undefined;
  readonly tracing: { readonly endpoint: string; readonly service: string; readonly ratio: number } | undefined;
}

/** @param live whether a provider is called that is not the built-in sandbox: in production its acts are recorded in any case */
export function readTelemetry(reader: SettingsReader, production: boolean, live: boolean): TelemetrySettings {
  const service = reader.read('OTEL_SERVICE_NAME');
  const ratio = reader.read('OTEL_TRACES_SAMPLER_ARG');
  const traced = reader.has('OTEL_EXPORTER_OTLP_ENDPOINT');
  return {
    logLevel: reader.read('LOG_LEVEL', production ? 'info' : 'warn'),
    auditLog: reader.has('AUDIT_LOG') ? reader.read('AUDIT_LOG') : production && live ? 'stdout' : undefined,
    metricsToken: reader.has('METRICS_TOKEN') ? reader.read('METRICS_TOKEN') : undefined,
    metricsPort: reader.has('METRICS_PORT') ? reader.read('METRICS_PORT') : undefined,
    tracing: traced ? { endpoint: reader.read('OTEL_EXPORTER_OTLP_ENDPOINT'), service, ratio } : undefined,
  };
}
