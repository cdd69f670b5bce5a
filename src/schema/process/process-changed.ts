import type { Context } from '../../context.ts';
import type { LoanJourney } from '../../datasources/aarthik/journey.ts';
import { isFinal as isLoanFinal } from '../../datasources/aarthik/statuses.ts';
import { isFinal as isApplicationFinal } from '../../datasources/payex/status.ts';
import { NotFound } from '../../problem.ts';
import { expiryOf, journeyProgress } from '../../processes/fondo.ts';
import { isFinal } from '../../processes/process.ts';
import { loanVersion } from '../../subscriptions/aarthik/loan-journey.ts';
import { repeatAt } from '../../subscriptions/kit/again-at.ts';
import { untilFinal } from '../../subscriptions/kit/until-final.ts';
import type { Journey } from '../../datasources/fondo/types.ts';
import { builder } from '../kit/builder.ts';
import { applicationKey } from '../payex/credit-application.ts';
import { polled } from '../payex/polled-reading.ts';
import { fromGlobalId } from '../kit/global-id.ts';
import { borrowerOf } from '../aarthik/loan-journey.ts';
import { loadProcess, Process, PROCESS_NAMES, type ProcessShape } from './process.ts';

/** Before a stream is joined again that has ended too early, in milliseconds. */
const PAUSE_MS = 2_000;

const version: (state: never) => string = JSON.stringify;

/** The changes of a process, by relay or by poll as its provider demands; the present state comes first. */
function changesOf(id: string, context: Context): AsyncGenerator<ProcessShape, void> {
  const { streams } = context;
  const { name, segments } = fromGlobalId(id, PROCESS_NAMES);
  switch (name) {
    case 'Journey': {
      const [client, journey] = segments;
      const read = (): Promise<Journey | null> => context.forEvent(context.signal).fondo.journeys.byId(client, journey);
      return untilFinal({
        join: () => repeatAt(streams.fondoEvents.states(client, 'journey', journey, read), expiryOf),
        isFinal: (state) => isFinal(journeyProgress(state)),
        version: (state) => JSON.stringify([state, journeyProgress(state).state]),
        pauseMs: PAUSE_MS,
      });
    }
    case 'LoanJourney':
      return untilFinal<LoanJourney>({
        join: () => streams.loanJourneys.subscribe(borrowerOf(id, 'id')),
        isFinal: isLoanFinal,
        version: loanVersion,
        pauseMs: PAUSE_MS,
      });
    default: {
      const key = applicationKey(id, 'id');
      const readings = untilFinal({
        join: () => streams.signings.subscribe(key),
        isFinal: ({ application }) => isApplicationFinal(application),
        version,
        pauseMs: PAUSE_MS,
      });
      return mapped(readings, (reading) => polled(reading).application);
    }
  }
}

/** The first reading of the poller tells whether it exists; a read of every subscriber's own would break its pace. */
const isPolled = (id: string): boolean => /^(?:Application|LimitUpgradeApplication):/.test(id);

/** Maps the values of a stream. Returning from it returns from the source. */
function mapped<T, U>(source: AsyncGenerator<T, void>, map: (item: T) => U): AsyncGenerator<U, void> {
  async function* run(): AsyncGenerator<U, void> {
    for await (const item of source) yield map(item);
  }
  const target = run();
  const leave = target.return.bind(target);
  return Object.assign(target, { return: () => (void source.return(), leave()) });
}

builder.subscriptionField('processChanged', (t) =>
  t.field({
    type: Process,
    nullable: false,
    description:
      'The current state of any process, then its state after every change, until it has ended. During a Swedish signing, each new QR code is a change. Of a loan journey it is silent at times while more offers may come: see `loanJourneyChanged`.',
    args: { id: t.arg.id({ required: true, description: 'Global id of a process.' }) },
    subscribe: async (_root, { id }, context) => {
      if (!isPolled(id) && !(await loadProcess(id, context))) throw new NotFound('There is no such process.');
      return changesOf(id, context);
    },
    resolve: (process) => process,
  }),
);
