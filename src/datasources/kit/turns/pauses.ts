import type { Broadcast } from '../../../cluster/broadcast.ts';
import type { RequestScheduler } from './scheduler.ts';

/** Longest rest that a provider's `Retry-After` gives it from polls and back-fill. */
const MAX_PAUSE_MS = 60_000;
const DEFAULT_PAUSE_MS = 1_000;

/** The rest that a provider asks for with a 429: all instances give it. */
export class Pauses {
  readonly #topic: string;
  readonly #turns: Pick<RequestScheduler, 'pause'>;
  readonly #broadcast: Broadcast | undefined;

  constructor(provider: string, turns: Pick<RequestScheduler, 'pause'>, broadcast: Broadcast | undefined) {
    this.#topic = `pause ${provider}`;
    this.#turns = turns;
    this.#broadcast = broadcast;
    broadcast?.hear(this.#topic, (ms) => turns.pause(Math.min(Number(ms), MAX_PAUSE_MS)));
  }

  /** @param ms what the provider asked for */
  begin(ms = DEFAULT_PAUSE_MS): void {
    const pauseMs = Math.min(ms, MAX_PAUSE_MS);
    if (this.#turns.pause(pauseMs)) void this.#broadcast?.tell(this.#topic, String(Math.ceil(pauseMs)));
  }
}
