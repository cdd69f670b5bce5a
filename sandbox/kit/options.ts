import type { Clock } from './clock.ts';

/** Options common to all simulators. */
export interface SimulatorOptions {
  readonly clock: Clock;
  /** Port on the loopback interface; 0 selects a free one. */
  readonly port?: number;
}
