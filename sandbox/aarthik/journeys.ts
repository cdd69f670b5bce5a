import Big from 'big.js';
import type { Clock } from '../kit/clock.ts';
import { isChoosing, isEnded, statusByLenders, waitingForConsent } from './journey.ts';
import type { Experience, Journey, LenderState, Prefill } from './journey.ts';
import { LENDERS, offersOf, shortHash, type Lender } from './lenders.ts';
import { scenarioOf, type Scenario } from './test-borrowers.ts';
import type { JourneyType, Offer, OfferStatus } from './wire.ts';

const CONSENT_PREPARATION_MS = 2000;
/** Response times of the lenders that require consent, relative to the consent. */
const AFTER_CONSENT_MS = [3000, 5000, 7000] as const;

export type Selection = 'selected' | 'OFFER_NOT_FOUND' | 'OFFER_LOCK_CONFLICT' | 'OFFER_NOT_SELECTABLE';

/** All journeys of the application, at most one active per borrower. */
export class Journeys {
  /** Of borrowers who are not among the test data. */
  readonly scenarios = new Map<string, Scenario>();
  readonly #clock: Clock;
  readonly #changed: (journey: Journey) => void;
  readonly #byBorrower = new Map<string, Journey>();
  #count = 0;

  /** `changed` is called after every change. */
  constructor(clock: Clock, changed: (journey: Journey) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** The latest journey of each borrower, oldest first. */
  get all(): readonly Journey[] {
    return [...this.#byBorrower.values()];
  }

  /** Forgets every journey and scenario. */
  clear(): void {
    this.scenarios.clear();
    this.#byBorrower.clear();
  }

  of(borrower: string): Journey | undefined {
    return this.#byBorrower.get(borrower);
  }

  /** Creates a journey or resumes the active one; until an offer is selected, the prefill is updated. */
  start(borrower: string, type: JourneyType, prefill: Prefill, origin: Experience) {
    const live = this.of(borrower);
    if (live && !isEnded(live)) {
      if (live.selected === undefined) live.prefill = { ...live.prefill, ...withoutGaps(prefill) };
      live.surface = origin;
      return { journey: live, resumed: true };
    }
    this.#count += 1;
    const journey: Journey = {
      id: `jrn_${shortHash(`${borrower}:${this.#count}`)}`,
      borrower,
      type,
      origin,
      scenario: this.scenarios.get(borrower) ?? scenarioOf(borrower),
      surface: origin,
      status: 'OFFERS_PENDING',
      prefill,
      lenders: LENDERS.map((lender) => ({ lender, status: 'OFFER_AWAITED', offers: [] })),
      locked: false,
      polls: 0,
    };
    this.#byBorrower.delete(borrower); // the latest is the last
    this.#byBorrower.set(borrower, journey);
    this.#schedule(journey);
    return { journey, resumed: false };
  }

  /** Selects an offer to be continued on the hosted pages. */
  select(journey: Journey, offerId: string): Selection {
    const offer = journey.lenders.flatMap(({ offers }) => offers).find(({ offerID }) => offerID === offerId);
    if (!offer) return 'OFFER_NOT_FOUND';
    if (journey.scenario.locked || (journey.locked && journey.selected !== offerId)) return 'OFFER_LOCK_CONFLICT';
    if (offer.status !== 'OFFER_RECEIVED' || isEnded(journey) || journey.status === 'REJECTED') {
      return 'OFFER_NOT_SELECTABLE';
    }
    if (journey.selected === offerId) return 'selected';
    journey.selected = offerId;
    journey.surface = 'HOSTED';
    journey.status = 'OFFER_SELECTED';
    this.#changed(journey);
    return 'selected';
  }

  /** Sets the status of a journey, as the hosted pages and the lenders do. */
  advance(journey: Journey, status: string): void {
    journey.status = status;
    journey.locked ||= journey.selected !== undefined && status !== 'OFFER_SELECTED';
    this.#changed(journey);
  }

  /** Records the borrower's consent decision; if denied, the lenders that require consent decline. */
  consent(journey: Journey, given: boolean): void {
    const waiting = waitingForConsent(journey);
    if (!given) {
      delete journey.aggregator;
      for (const lender of waiting) this.answer(journey, lender, 'NO_OFFER_AVAILABLE');
      return;
    }
    journey.aggregator = 'PROCESSING';
    waiting.forEach((lender, index) => {
      lender.status = 'OFFER_AWAITED';
      this.#clock.after(AFTER_CONSENT_MS[index] ?? 0, () => {
        if (index === waiting.length - 1) delete journey.aggregator;
        this.answer(journey, lender, 'OFFER_RECEIVED');
      });
    });
    this.#changed(journey);
  }

  /** Applies a lender's response; ignored once offers can no longer be selected. */
  answer(journey: Journey, lender: LenderState, status: OfferStatus): void {
    if (!isChoosing(journey)) return;
    lender.status = status;
    if (status === 'OFFER_RECEIVED' || status === 'OFFER_AWAITED') {
      lender.offers = this.#offers(journey, lender.lender, status);
    }
    if (status === 'AA_REQUIRED' && !journey.aggregator) {
      journey.aggregator = 'PROCESSING';
      this.#clock.after(CONSENT_PREPARATION_MS, () => {
        if (waitingForConsent(journey).length === 0) return;
        journey.aggregator = 'READY';
        this.#changed(journey);
      });
    }
    journey.status = statusByLenders(journey);
    this.#changed(journey);
  }

  #schedule(journey: Journey): void {
    const { lenders, becomes } = journey.scenario;
    for (const { after, lender, status } of lenders) {
      const state = journey.lenders[lender];
      if (state) this.#at(after, () => journey.byHand || this.answer(journey, state, status));
    }
    if (becomes)
      this.#at(becomes.after, () => isChoosing(journey) && !journey.byHand && this.advance(journey, becomes.status));
  }

  /** Runs synchronously if the delay is 0, so that seeded data exists before the clock advances. */
  #at(delay: number, act: () => void): void {
    if (delay === 0) act();
    else this.#clock.after(delay, act);
  }

  #offers({ id, prefill }: Journey, lender: Lender, status: OfferStatus): Offer[] {
    const requested = prefill.requestedAmount === undefined ? undefined : Big(prefill.requestedAmount);
    return offersOf(lender, id, this.#clock.now(), requested).map((offer) => ({ ...offer, status }));
  }
}

const withoutGaps = (prefill: Prefill): Prefill =>
  Object.fromEntries(Object.entries(prefill).filter(([, member]) => member !== undefined));
