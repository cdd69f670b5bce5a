import type { BatchDecision, HowRead, ReadTrace } from '../datasources/kit/operation.ts';
import type { OperationHook } from './operation-hook.ts';

const WHY: Record<HowRead, string> = {
  sent: 'asked of the provider',
  joined: 'shared with a read that was under way',
  cached: 'reference data from the cache',
};

interface Read {
  readonly read: string;
  readonly how: HowRead;
  readonly why: string;
  /** Number of the round trip, from 1: a read that depends on the result of a round is in the next one. */
  readonly round: number;
  /** Milliseconds from the start of the operation. */
  readonly atMs: number;
  /** Milliseconds until its result was there. */
  tookMs: number;
}

/** The reads of one operation, in order, and why lists or single reads were chosen. */
class Trace implements ReadTrace {
  readonly #start = performance.now();
  readonly #reads: Read[] = [];
  readonly #choices: (BatchDecision & { readonly by: string })[] = [];
  /** The latest round that has a result. */
  #landed = 0;

  note(read: string, how: HowRead, answer?: Promise<unknown>): void {
    const round = this.#landed + 1;
    const startedAt = performance.now();
    const entry: Read = { read, how, why: WHY[how], round, atMs: Math.round(startedAt - this.#start), tookMs: 0 };
    this.#reads.push(entry);
    const land = (): void => {
      entry.tookMs = Math.round(performance.now() - startedAt);
      this.#landed = Math.max(this.#landed, round);
    };
    answer?.then(land, land);
  }

  chose(by: 'list' | 'single reads', choice: BatchDecision): void {
    this.#choices.push({ by, ...choice });
  }

  get shown() {
    const calls = this.#reads.filter(({ how }) => how === 'sent').length;
    const rounds = this.#reads.reduce((most, { round }) => Math.max(most, round), 0);
    return { calls, rounds, reads: this.#reads, choices: this.#choices };
  }
}

/**
 * Reports the upstream reads of an operation in `extensions.upstream`, if it is sent with `extensions: { plan: true }`.
 * For development.
 */
export const upstreamPlan: OperationHook = {
  params(params, context) {
    if (params.extensions?.['plan'] === true) context.trace ??= new Trace();
    return params;
  },
  after({ context, extensions }) {
    if (context.trace instanceof Trace) extensions['upstream'] = context.trace.shown;
  },
};
