import type { BreakerState, Upstream } from '../datasources/kit/http/resilience.ts';
import type { Upstreams } from '../datasources/index.ts';

/** Whether this process should be sent requests, and why not. */
export interface Readiness {
  readonly status: 'ready' | 'not ready';
  readonly reasons: readonly string[];
  /** Those that are on. An open circuit breaker does not affect readiness: the others still answer. */
  readonly providers: Readonly<Record<string, BreakerState>>;
}

export function readinessOf(stopping: boolean, overload: string | undefined, upstreams: Upstreams): Readiness {
  const providers = Object.fromEntries(
    Object.entries(upstreams).map(([name, upstream]: [string, Upstream]) => [name, upstream.state.breaker]),
  );
  const allDown = Object.values(providers).every((breaker) => breaker === 'OPEN');
  const reasons = [
    ...(stopping ? ['the process is about to stop'] : []),
    ...(overload ? [overload] : []),
    ...(allDown ? ['no provider answers'] : []),
  ];
  return { status: reasons.length === 0 ? 'ready' : 'not ready', reasons, providers };
}
