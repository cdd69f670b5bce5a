import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import type { HttpRequest } from '../../src/datasources/kit/http/exchange.ts';
import type { RunningOperation } from '../../src/execution/operation-hook.ts';
import { createTracing } from '../../src/telemetry/tracing.ts';

test('the trace of a caller goes on through the operation to the provider', async () => {
  const exporter = new InMemorySpanExporter();
  const settings = { endpoint: 'http://127.0.0.1:1', service: 'gateway', ratio: 0 };
  const tracing = createTracing(settings, new SimpleSpanProcessor({ exporter }));
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const context = { correlationId: 'one', traceparent: `00-${traceId}-b7ad6b7169203331-01` };
  const running = {
    document: parse('query Name { __typename }'),
    operationName: undefined,
    context,
  } as RunningOperation;
  let sent: HttpRequest | undefined;
  await tracing.hook.before?.(running);
  await tracing.call(
    'FONDO',
    '/v2/partner/client/{}',
    { path: '/v2/partner/client/secret', correlationId: 'one' },
    (request) => {
      sent = request;
      return Promise.resolve({ status: 200, headers: {}, body: {} });
    },
  );
  tracing.hook.after?.(running, {});
  const [call, operation] = exporter.getFinishedSpans();
  expect([call?.name, operation?.name]).toEqual(['GET /v2/partner/client/{}', 'query Name']);
  expect(sent?.headers?.['traceparent']).toBe(`00-${traceId}-${call?.spanContext().spanId}-01`);
  expect(operation?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  expect(call?.parentSpanContext?.spanId).toBe(operation?.spanContext().spanId);
  expect(JSON.stringify(call?.attributes)).not.toContain('secret');
  await tracing.close();
});
