import { endpointOf } from '../datasources/kit/http/endpoint.ts';
import { problemInstance } from '../datasources/kit/http/problem-instance.ts';
import type { HttpReply, HttpRequest } from '../datasources/kit/http/exchange.ts';
import type { ExchangeMiddleware } from '../datasources/kit/http/resilience.ts';
import { Fault } from '../faults.ts';
import type { ProviderName } from '../problem.ts';
import type { Log } from './logger.ts';
import type { Metrics } from './metrics.ts';
import type { Tracing } from './tracing.ts';

/** Logs, counts and traces each exchange with a provider: the template of its path, never the path. */
export const observeUpstream =
  (log: Log, metrics: Metrics, tracing: Tracing | undefined) =>
  (provider: ProviderName): ExchangeMiddleware => {
    // One for all exchanges: each holds what is made for it for as long as its provider takes.
    const note = (request: HttpRequest, endpoint: string, ms: number, outcome: string, reply?: HttpReply): void => {
      const { method = 'GET', correlationId } = request;
      const status = reply?.status;
      metrics.upstream(provider, endpoint, method, outcome, ms / 1000);
      const isOurs = status !== undefined && status < 500 && status !== 401 && status !== 429;
      const level = isOurs || outcome === 'LEFT' ? 'debug' : 'warn';
      if (!log.isEnabled(level)) return;
      const codes = status === undefined ? [outcome] : undefined;
      log[level]('provider call', {
        requestId: correlationId,
        provider,
        endpoint,
        method,
        status,
        instance: status !== undefined && status >= 400 ? problemInstance(reply?.body) : undefined,
        codes,
        ms: Math.round(ms),
      });
    };
    return (exchange) => (request) => {
      const endpoint = endpointOf(request.path);
      const began = performance.now();
      return (tracing ? tracing.call(provider, endpoint, request, exchange) : exchange(request)).then(
        (reply) => {
          note(request, endpoint, performance.now() - began, `${Math.floor(reply.status / 100)}xx`, reply);
          return reply;
        },
        (error: unknown) => {
          note(request, endpoint, performance.now() - began, error instanceof Fault ? error.code : 'LEFT');
          throw error;
        },
      );
    };
  };
