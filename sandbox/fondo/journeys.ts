import { randomBytes, randomUUID } from 'node:crypto';
import type { Handler } from '../kit/provider.ts';
import { ok, refuse } from './responses.ts';
import { createJourneyResult, type EndUser } from './journey-result.ts';
import { sum } from './money.ts';
import { TIMINGS } from './timings.ts';
import type { Books, FondoState } from './state.ts';
import type { Journey, Schemas } from './types.ts';

export type { EndUser } from './journey-result.ts';

/** Path prefix of the hosted pages, followed by the secret of the journey. */
export const JOURNEY_PATH = '/journey/';

/** Manages the hosted flows from creation to completion, cancellation or expiry. */
export class Journeys {
  readonly #state: FondoState;
  readonly #bySecret = new Map<string, { books: Books; id: string }>();

  constructor(state: FondoState) {
    this.#state = state;
  }

  readonly handlers: Record<string, Handler> = {
    getJourney: ({ params }) =>
      ok(this.#state.find(this.#state.books(params['client_id']), 'journey', params['journey_id'])),
    postJourney: ({ params, body }) => {
      const books = this.#state.books(params['client_id']);
      const request = body as Schemas['JourneyRequest'];
      check(this.#state, books, request);
      return ok(this.#open(books, request));
    },
  };

  bySecret(secret: string): { books: Books; journey: Journey } | undefined {
    const found = this.#bySecret.get(secret);
    return found && { books: found.books, journey: this.#state.find(found.books, 'journey', found.id) };
  }

  /** The end user opened the link, and is at this step of the flow. */
  activate(books: Books, { id, status }: Journey, context?: string): Journey {
    if (!isOpen(status)) return refuse(`The journey is ${status} already`);
    if (status === 'new' || context !== undefined)
      return this.#change(books, id, { status: 'pending', ...(context !== undefined && { context }) });
    return this.#state.find(books, 'journey', id);
  }

  /** The end user completed the flow: creates the account, bank account and plan. */
  complete(books: Books, journey: Journey, user: EndUser = {}): Journey {
    const pending = this.#pending(books, journey);
    const result = createJourneyResult(this.#state, books, pending, user);
    return this.#change(books, journey.id, { status: 'complete', result });
  }

  /** @param context screen on which the end user left */
  cancel(books: Books, journey: Journey, context = 'createaccountsign'): Journey {
    return this.#change(books, this.#pending(books, journey).id, { status: 'canceled', context });
  }

  fail(books: Books, journey: Journey, errorCode = 'signing_failed', context = 'createaccountsign'): Journey {
    return this.#change(books, this.#pending(books, journey).id, { status: 'error', errorCode, context });
  }

  /** Nobody finished it in time. */
  expire(books: Books, journey: Journey): Journey {
    if (!isOpen(journey.status)) return refuse(`The journey is ${journey.status} already`);
    return this.#change(books, journey.id, { status: 'expired' });
  }

  /** Forgets every link. */
  clear(): void {
    this.#bySecret.clear();
  }

  #open(books: Books, { journey, callbackUrl, redirectUrl = null, scope }: Schemas['JourneyRequest']): Journey {
    const secret = randomBytes(36).toString('base64url');
    const created = this.#state.create(books, 'journey', {
      status: 'new',
      ...this.#state.track(randomUUID()),
      clientId: books.client.id,
      url: `${this.#state.url}${JOURNEY_PATH}${secret}`,
      expiryDate: this.#state.clock.iso(TIMINGS.journeyLives),
      journey,
      deleted: false,
      deletedDate: null,
      callbackUrl,
      redirectUrl,
      errorCode: null,
      context: null,
      scope,
      result: null,
    });
    this.#bySecret.set(secret, { books, id: created.id });
    this.#state.clock.after(TIMINGS.journeyLives, () => {
      const current = this.#state.find(books, 'journey', created.id);
      if (isOpen(current.status)) this.expire(books, current);
    });
    return created;
  }

  #pending(books: Books, { id }: Journey): Journey {
    return this.activate(books, this.#state.find(books, 'journey', id));
  }

  #change(books: Books, id: string, patch: Partial<Journey>): Journey {
    return this.#state.change(books, 'journey', id, patch);
  }
}

export const isOpen = (status: Journey['status']): boolean => status === 'new' || status === 'pending';

function check(state: FondoState, books: Books, { journey, callbackUrl }: Schemas['JourneyRequest']): void {
  const { type, account, allocationPlan, transferInstructions } = journey;
  if (!/^https?:$/.test(new URL(callbackUrl).protocol)) refuse('callbackUrl must be an http address');
  if (type !== 'createAccount') state.find(books, 'account', account ?? refuse(`account is required for ${type}`));
  if (type === 'allocationPlan' && !allocationPlan) refuse('allocationPlan is required');
  for (const { instrument } of allocationPlan?.instruments ?? []) state.instrument(instrument);
  if (allocationPlan && sum(...allocationPlan.instruments.map(({ allocation }) => allocation)) !== 100) {
    refuse('The allocations must sum to exactly 100');
  }
  for (const { custodian } of transferInstructions ?? []) {
    if (!books.custodians.some(({ id }) => id === custodian)) refuse(`There is no custodian ${custodian}`);
  }
}
