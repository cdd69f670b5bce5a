import type { BatchDecision, HowAnswered, RequestTrace, TracedRequest } from '../datasources/kit/operation.ts';
import type { OperationHook } from './operation-hook.ts';

const WHY = {
  sent: 'asked of the provider',
  joined: 'shared with a read that was under way',
  cached: 'reference data from the cache',
  'not sent': 'the provider could not be reached, or has failed too often to be asked',
} as const satisfies Record<HowAnswered | 'not sent', string>;

interface Request {
  /** `GET /v2/partner/instrument (up to 3 rows)` */
  readonly request: string;
  kind: 'single' | 'list' | 'write';
  how: HowAnswered | 'not sent';
  why: string;
  /** Number of the round trip, from 1: a request that depends on the result of a round is in the next one. */
  readonly round: number;
  /** Milliseconds from the start of the operation. */
  readonly atMs: number;
  /** Milliseconds until its result was there. */
  tookMs: number;
}

/** The requests of one operation, in order, and why lists or single reads were chosen. */
class Trace implements RequestTrace {
  readonly #start = performance.now();
  readonly #requests: Request[] = [];
  readonly #choices: (BatchDecision & { readonly by: string })[] = [];
  /** The latest round that has a result. */
  #landed = 0;
  #hasEnded = false;

  note(request: TracedRequest, how: HowAnswered, answer: Promise<unknown>): void {
    if (this.#hasEnded) return; // what an act has started goes on without its operation
    const round = this.#landed + 1;
    const startedAt = performance.now();
    const atMs = Math.round(startedAt - this.#start);
    const entry: Request = {
      request: named(request),
      kind: kindOf(request),
      how,
      why: WHY[how],
      round,
      atMs,
      tookMs: 0,
    };
    this.#requests.push(entry);
    const land = (): void => {
      entry.tookMs = Math.round(performance.now() - startedAt);
      this.#landed = Math.max(this.#landed, round);
    };
    const landed = (answered: unknown): void => {
      if (entry.kind === 'single' && isList(answered)) entry.kind = 'list';
      land();
    };
    const failed = (error: unknown): void => {
      if ((error as { notSent?: unknown } | null)?.notSent === true) Object.assign(entry, NOT_SENT);
      land();
    };
    answer.then(landed, failed);
  }

  chose(by: 'list' | 'single reads', choice: BatchDecision): void {
    this.#choices.push({ by, ...choice });
  }

  end() {
    this.#hasEnded = true;
    const calls = this.#requests.filter(({ how }) => how === 'sent').length;
    const rounds = this.#requests.reduce((most, { round }) => Math.max(most, round), 0);
    return { calls, rounds, requests: this.#requests, choices: this.#choices };
  }
}

const NOT_SENT = { how: 'not sent', why: WHY['not sent'] } as const;

/** The page that was read is named, filters are not: they may hold personal data. */
function named({ method = 'GET', path, query }: TracedRequest): string {
  const limit = query?.['limit'];
  return `${method} ${path}${limit === undefined ? '' : ` (up to ${limit} rows)`}`;
}

function kindOf({ method = 'GET', query, use, repeatable = method === 'GET' }: TracedRequest): Request['kind'] {
  if (!repeatable) return 'write';
  return use === 'list' || query?.['limit'] !== undefined ? 'list' : 'single';
}

const isList = (answered: unknown): boolean =>
  Array.isArray(answered) || Array.isArray((answered as { body?: unknown } | null | undefined)?.body);

/**
 * Reports the requests of an operation to the providers in `extensions.upstream`, if it is sent with
 * `extensions: { plan: true }`. For development.
 */
export const upstreamPlan: OperationHook = {
  params(params, context) {
    if (params.extensions?.['plan'] === true) context.trace ??= new Trace();
    return params;
  },
  after({ context, extensions }) {
    if (context.trace instanceof Trace) extensions['upstream'] = context.trace.end();
  },
};
