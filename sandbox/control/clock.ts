import type { Clock } from '../kit/clock.ts';
import type { z } from 'zod';
import type { Clock as ClockState } from './model/state.ts';

export interface ClockSetting {
  readonly frozen?: boolean | undefined;
  readonly speed?: number | undefined;
}

/** The clock of a sandbox with a switch: frozen, or running at its speed. */
export class ClockControl {
  readonly #clock: Clock;
  #speed: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#speed = clock.speed || 1;
  }

  set({ frozen = this.#clock.speed === 0, speed = this.#speed }: ClockSetting): void {
    this.#speed = speed;
    this.#clock.speed = frozen ? 0 : speed;
  }

  advance(ms: number): void {
    this.#clock.advance(ms);
  }

  /** Nothing that was scheduled happens any more. */
  clear(): void {
    this.#clock.clear();
  }

  get state(): z.output<typeof ClockState> {
    const { count, next } = this.#clock.scheduled;
    return {
      now: this.#clock.iso(),
      speed: this.#speed,
      frozen: this.#clock.speed === 0,
      scheduled: count,
      next: next === undefined ? null : new Date(next).toISOString(),
    };
  }
}
