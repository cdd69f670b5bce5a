import type { HowRead, ReadTrace } from '../datasources/operation.ts';
import type { Step } from './steps.ts';

const WHY: Record<HowRead, string> = {
  sent: 'asked of the provider',
  joined: 'shared with a read that was under way',
  kept: 'reference data that was kept',
};

/** The reads of one operation, in the order in which they were needed. */
class Trace implements ReadTrace {
  readonly #start = performance.now();
  readonly #reads: { read: string; how: HowRead; why: string; atMs: number }[] = [];

  note(read: string, how: HowRead): void {
    this.#reads.push({ read, how, why: WHY[how], atMs: Math.round(performance.now() - this.#start) });
  }

  get shown() {
    return { calls: this.#reads.filter(({ how }) => how === 'sent').length, reads: this.#reads };
  }
}

/** Shows what an operation read of the providers to whoever sends `extensions: { plan: true }` with it. For development. */
export const upstreamPlan: Step = {
  params(params, context) {
    if (params.extensions?.['plan'] === true) context.trace ??= new Trace();
    return params;
  },
  after({ context, extensions }) {
    if (context.trace instanceof Trace) extensions['upstream'] = context.trace.shown;
  },
};
