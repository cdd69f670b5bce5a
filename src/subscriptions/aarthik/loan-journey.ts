import { randomUUID } from 'node:crypto';
import { LOAN_JOURNEY, type AarthikConnection } from '../../datasources/aarthik/index.ts';
import type { LoanJourney } from '../../datasources/aarthik/journey.ts';
import { hasSelectableOffer } from '../../datasources/aarthik/journey-state.ts';
import { isBeforeHandOff, isFinal } from '../../datasources/aarthik/statuses.ts';
import { NotFound } from '../../problem.ts';
import type { Sink, States } from '../../cluster/states.ts';
import { Pace } from '../kit/pace.ts';
import { poll, type Time } from '../kit/poll.ts';
import { SharedSource } from '../kit/shared-source.ts';

export interface LoanPace {
  /** Least time between two readings, whatever Aarthik says. */
  readonly minMs: number;
  /** While the lenders are asked, when Aarthik names no time. */
  readonly activeMs: number;
  /** In any other state, when Aarthik names no time. */
  readonly waitMs: number;
  /** How long one journey is followed at most. */
  readonly maxMs: number;
  /** How long it goes on after the last subscriber left. */
  readonly lingerMs: number;
  readonly time?: Time;
}

/** Contract notes, "Polling". */
const LOAN_PACE: LoanPace = {
  minMs: 2_000,
  activeMs: 5_000,
  waitMs: 10_000,
  maxMs: 1_800_000,
  lingerMs: 1_000,
};

/** It is the borrower's turn: polling would find nothing new until they have acted. */
const isRoundOver = (journey: LoanJourney): boolean =>
  journey.aggregator?.status === 'READY' || (journey.status === 'OFFERED' && hasSelectableOffer(journey));

/** Two readings of the same version are the same news: what only belongs to an exchange does not count. */
export function loanVersion(reading: LoanJourney): string {
  const {
    requestId: _request,
    correlationId: _correlation,
    timestamp: _time,
    pollAfterMs: _wait,
    ...journey
  } = reading;
  return JSON.stringify(journey);
}

/**
 * Follows a journey to its end. Polls in rounds: a round ends when an offer can be chosen or a consent is to be given;
 * then nothing is asked until a snapshot, an act through this gateway or a new subscriber begins the next one.
 */
function followLoanJourney(
  aarthik: AarthikConnection,
  borrower: string,
  sink: Sink<LoanJourney>,
  options: LoanPace,
  pace: Pace<LoanJourney>,
) {
  const { minMs, activeMs, waitMs, maxMs, time } = options;
  const stop = poll<LoanJourney>(
    {
      async read(signal) {
        const journey = await aarthik.read(borrower, { signal, correlationId: randomUUID() });
        if (journey) return journey;
        throw new NotFound('Aarthik has no journey of this borrower: start one first.', { provider: 'AARTHIK' });
      },
      version: loanVersion,
      isFinal,
      everyMs: (journey) => {
        if (isRoundOver(journey)) return Infinity;
        return journey.pollAfterMs ?? (isBeforeHandOff(journey) ? activeMs : waitMs);
      },
      // What Aarthik asked for holds for everybody: a snapshot, a new subscriber and a new round included.
      leastMs: ({ pollAfterMs }) => pollAfterMs ?? 0,
      minMs,
      maxMs,
      pace: { of: pace, key: borrower },
      ...(time && { time }),
    },
    sink,
  );
  const deaf = aarthik.news.listen(borrower, stop.now);
  const close = (): void => {
    deaf();
    stop();
  };
  return Object.assign(close, { now: stop.now });
}

/**
 * The journeys that are watched: one poller per borrower, however many subscribers. Whoever comes has a reason to: a
 * poller that rests begins a new round.
 */
export class LoanJourneyStreams extends SharedSource<LoanJourney> {
  constructor(aarthik: AarthikConnection, states: States, options: Partial<LoanPace> = {}) {
    const all = { ...LOAN_PACE, ...options };
    const pace = new Pace<LoanJourney>();
    super({
      open: states.shared(LOAN_JOURNEY, (borrower, sink) => followLoanJourney(aarthik, borrower, sink, all, pace), {
        versionOf: loanVersion,
        renewOnJoin: true,
      }),
      lingerMs: all.lingerMs,
      replayLast: true,
      renewOnJoin: true,
    });
  }
}
