import type { GraphQLSchema } from 'graphql';
import type { Limits } from '../config/limits.ts';
import type { OperationHooks } from '../execution/operation-hook.ts';
import { AdmissionControl, type Refused } from './admission.ts';
import { LoadWatch } from './load.ts';
import { RateLimit } from './rate.ts';
import { limitHooks } from './operation-hooks.ts';

/** Everything that keeps what comes in within its bounds. */
export interface IncomingLimits {
  /** Before any of a request is read. */
  readonly admission: AdmissionControl;
  /** Around every operation: before it is counted as work, and as work. */
  readonly hooks: OperationHooks;
  readonly load: LoadWatch;
}

/** @param authenticates whether callers are authenticated: otherwise credentials say nothing about who sends them */
export function createLimits(
  schema: GraphQLSchema,
  limits: Limits,
  authenticates: boolean,
  refused: Refused,
): IncomingLimits {
  const load = new LoadWatch(limits);
  const rate = new RateLimit(limits.ratePerSecond, limits.rateBurst);
  return {
    admission: new AdmissionControl({ ...limits, authenticates }, load, rate, refused),
    hooks: [...limitHooks(schema, limits, rate), load.hook],
    load,
  };
}
