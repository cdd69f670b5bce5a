import type { GraphQLSchema } from 'graphql';
import type { Limits } from '../config/limits.ts';
import type { Steps } from '../execution/operation-hooks.ts';
import { Gate, type Refused } from './admission.ts';
import { LoadWatch } from './load.ts';
import { RateLimit } from './rate.ts';
import { limitSteps } from './operation-hooks.ts';

/** Everything that keeps what comes in within its bounds. */
export interface IncomingLimits {
  /** Before any of a request is read. */
  readonly gate: Gate;
  /** Around every operation: before it is counted as work, and as work. */
  readonly steps: Steps;
  readonly load: LoadWatch;
}

export function createLimits(schema: GraphQLSchema, limits: Limits, refused: Refused): IncomingLimits {
  const load = new LoadWatch(limits);
  const rate = new RateLimit(limits.ratePerSecond, limits.rateBurst);
  return { gate: new Gate(limits, load, rate, refused), steps: [...limitSteps(schema, limits, rate), load.step], load };
}
