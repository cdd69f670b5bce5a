import type { AarthikSandbox } from '../../aarthik/index.ts';
import {
  isChoosing,
  isEnded,
  nextStep,
  waitingForConsent,
  type Journey,
  type LenderState,
} from '../../aarthik/journey.ts';
import type { OfferStatus } from '../../aarthik/wire.ts';
import type { Bench } from '../bench.ts';
import { notPossible } from '../errors.ts';
import { segments, unknownObject } from '../objects.ts';
import type { Handlers } from '../operations.ts';
import { loanJourneyView } from '../views/others.ts';

/** What can be done to the loan journeys of Aarthik. */
export const aarthikHandlers = (bench: Bench): Pick<Handlers, 'setLoanJourney'> => ({
  setLoanJourney({ id, body: { status, offer, consent } }) {
    const { aarthik } = bench;
    const journey = loanJourneyOf(aarthik, id);
    if (offer) answer(aarthik, journey, lenderOf(journey, offer.lender), offer.status ?? 'OFFER_RECEIVED');
    else if (consent) decide(aarthik, journey, consent === 'GIVE');
    else if (status !== undefined) putLoanJourney(aarthik, journey, status);
    return loanJourneyView(journey);
  },
});

/** The latest journey of a borrower; throws where there is none. */
export const loanJourneyOf = ({ journeys }: AarthikSandbox, id: string): Journey =>
  journeys.of(segments(id, 'LoanJourney')[0]) ?? unknownObject('LoanJourney');

function lenderOf({ lenders }: Journey, name: string): LenderState {
  const found = lenders.find(({ lender }) => lender.name === name);
  return found ?? notPossible(`The lenders are ${lenders.map(({ lender }) => lender.name).join(', ')}.`);
}

function answer({ journeys }: AarthikSandbox, journey: Journey, lender: LenderState, status: OfferStatus): void {
  if (!isChoosing(journey)) notPossible(`The journey is ${journey.status}: lenders answer no more.`);
  journey.byHand = true;
  if (status === 'NO_OFFER_AVAILABLE' || status === 'AA_REQUIRED') lender.offers = [];
  if (status === 'AA_REQUIRED') journey.aggregator = 'READY';
  journeys.answer(journey, lender, status);
}

function decide({ journeys }: AarthikSandbox, journey: Journey, given: boolean): void {
  if (waitingForConsent(journey).length === 0) notPossible('No lender waits for the consent.');
  journeys.consent(journey, given);
}

/** The lenders answer, an offer is chosen, and the borrower goes on, as far as the status needs it. It stays there. */
function putLoanJourney(aarthik: AarthikSandbox, journey: Journey, status: string): void {
  const { journeys } = aarthik;
  if (isEnded(journey) && status !== journey.status)
    notPossible(`The journey is ${journey.status}, which is final: start it anew.`);
  journey.byHand = true;
  if (status === 'OFFERED' || status === 'NOT_OFFERED') {
    const word = status === 'OFFERED' ? 'OFFER_RECEIVED' : 'NO_OFFER_AVAILABLE';
    const open = journey.lenders.filter((one) => one.status !== word);
    open.forEach((lender) => answer(aarthik, journey, lender, word));
    return;
  }
  if (isAfterChoice(status) && journey.selected === undefined) {
    const [first] = journey.lenders;
    if (first && isChoosing(journey) && offersOf(journey).length === 0)
      answer(aarthik, journey, first, 'OFFER_RECEIVED');
    const [offer] = offersOf(journey);
    if (offer) journeys.select(journey, offer.offerID);
  }
  if (journey.status !== status) journeys.advance(journey, status);
}

const offersOf = ({ lenders }: Journey) =>
  lenders.flatMap(({ offers }) => offers).filter(({ status }) => status === 'OFFER_RECEIVED');

const isAfterChoice = (status: string): boolean => nextStep(status) !== undefined || status === 'DISBURSED';
