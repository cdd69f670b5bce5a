import type { Clock } from './clock.ts';

/** What every simulator is started with. */
export interface SimulatorOptions {
  readonly clock: Clock;
  /** Port on the loopback interface; 0 takes a free one. */
  readonly port?: number;
}
