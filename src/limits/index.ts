import type { GraphQLSchema } from 'graphql';
import { isLoopback } from '../datasources/kit/loopback.ts';
import type { SharedLimits } from '../cluster/limits.ts';
import { isLive, type GatewayConfig, type ProviderKey } from '../config/index.ts';
import type { OperationHooks } from '../execution/operation-hook.ts';
import { AdmissionControl, type Refused } from './admission.ts';
import { createHostCheck } from './host.ts';
import { LoadWatch } from './load.ts';
import { RateLimit } from './rate.ts';
import { SharedRateLimit } from './shared-rate.ts';
import { limitHooks } from './operation-hooks.ts';

/** Everything that keeps what comes in within its bounds. */
export interface IncomingLimits {
  /** Before any of a request is read. */
  readonly admission: AdmissionControl;
  /** Around every operation: before it is counted as work, and as work. */
  readonly hooks: OperationHooks;
  readonly load: LoadWatch;
}

type LimitedConfig = Pick<GatewayConfig, 'limits' | 'auth' | 'host' | 'publicUrl' | 'sandboxed' | ProviderKey>;

/** @param shared counts for all instances; without it this one counts for itself */
export function createLimits(
  schema: GraphQLSchema,
  config: LimitedConfig,
  refused: Refused,
  shared?: SharedLimits,
): IncomingLimits {
  const { limits, host, publicUrl } = config;
  const authenticates = typeof config.auth === 'object';
  const checkHost = createHostCheck({ host, publicUrl, authenticates, allowedHosts: limits.allowedHosts });
  const loopbackOrigins = isLoopback(host) && !isLive(config);
  const load = new LoadWatch(limits);
  const { ratePerSecond, rateBurst } = limits;
  const rate =
    shared && ratePerSecond > 0
      ? new SharedRateLimit(ratePerSecond, rateBurst, shared)
      : new RateLimit(ratePerSecond, rateBurst);
  return {
    admission: new AdmissionControl({ ...limits, authenticates, checkHost, loopbackOrigins }, load, rate, refused),
    hooks: [...limitHooks(schema, limits, rate), load.hook],
    load,
  };
}
