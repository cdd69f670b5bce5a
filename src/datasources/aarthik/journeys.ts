import DataLoader from 'dataloader';
import { encoded } from '../kit/http/address.ts';
import { Checks } from '../kit/checks.ts';
import type { HttpRequest } from '../kit/http/exchange.ts';
import type { Operation } from '../kit/operation.ts';
import { checkBorrower } from './borrower.ts';
import type { ChosenOffers } from './chosen-offers.ts';
import type { AarthikClient } from './client.ts';
import { hostedPage, type HostedPage } from './hosted-page.ts';
import type { LoanJourney } from './journey.ts';
import { merged } from './merged.ts';
import type { JourneyNotifier } from './journey-notifier.ts';
import { bankBlock, prefillBlocks } from './prefill.ts';
import { checkBankAccount, checkPrefill } from './prefill-checks.ts';
import type { BankAccountInput, PrefillInput } from './prefill-input.ts';
import { isAbout, journeyPath, polledJourney, type ReadJourney } from './read-journey.ts';
import { sendWithRetry } from './send-with-retry.ts';
import type { Snapshots } from './snapshots.ts';

export interface StartInput extends PrefillInput {
  readonly bankAccount?: BankAccountInput | null | undefined;
}

/** What all operations share of the journeys. */
export interface JourneysOf {
  readonly http: AarthikClient;
  readonly read: ReadJourney;
  readonly snapshots: Snapshots;
  readonly news: JourneyNotifier;
  /** The offer with which each borrower was last handed over. */
  readonly chosen: ChosenOffers;
  /** Path of the hand-off call, with `{borrowerProviderID}` and `{offerID}`. */
  readonly handoffPath: string;
}

/** Loan journeys, one per borrower: `startOrResumeHybridPersonalLoanJourney`, the poll, and the hand-off. */
export function createJourneys(shared: JourneysOf, operation: Operation) {
  const { http, read, snapshots, news, chosen, handoffPath } = shared;
  const { correlationId } = operation;
  const loader = new DataLoader<string, LoanJourney | null>((borrowers) =>
    Promise.all(
      borrowers.map((borrower) => Promise.try(read, borrower, operation).catch((error: unknown) => error as Error)),
    ),
  );
  const mint = async (borrower: string, offer: string): Promise<HostedPage> => {
    const ids: Record<string, string> = { borrowerProviderID: borrower, offerID: offer };
    const path = handoffPath.replace(/\{(\w+)\}/g, (_match, name: string) => encoded(ids[name] ?? ''));
    const request: HttpRequest = { path, use: 'write', correlationId, repeatable: false };
    const { data } = await sendWithRetry(() => http.hybrid(request), correlationId);
    await chosen.keep(borrower, offer);
    loader.clear(borrower);
    news.announce(borrower);
    const url = isAbout(borrower, data) ? data.url('hostedUrl') : null;
    return hostedPage(borrower, url, data.instant('expiresAt'), correlationId);
  };
  return {
    of: (borrower: string): Promise<LoanJourney | null> => loader.load(borrower),
    /**
     * Starts the journey of a borrower or resumes the live one, and answers its resulting state. The answer of the
     * call itself promises nothing, so the journey is read; where that fails, what the call said has to do.
     */
    async start({ bankAccount, ...prefill }: StartInput): Promise<LoanJourney> {
      const { borrower } = prefill;
      const checks = new Checks();
      checkBorrower(checks, borrower, 'input.borrower');
      checkPrefill(checks, prefill);
      if (bankAccount) checkBankAccount(checks, bankAccount);
      checks.done();
      const bank = bankAccount ? { bankingInformation: bankBlock(bankAccount) } : {};
      const body = { ...prefillBlocks(prefill), ...bank };
      const request: HttpRequest = { method: 'POST', path: journeyPath(borrower), body, correlationId };
      const started = await sendWithRetry(() => http.hybrid(request), correlationId);
      await snapshots.restarted(borrower);
      const found = await read(borrower, { correlationId }).catch(() => null);
      const journey = found ?? merged(polledJourney(borrower, started), await snapshots.of(borrower));
      loader.clear(borrower).prime(borrower, journey);
      news.announce(borrower);
      return journey;
    },
    /** Mints a fresh address of the hosted pages for one offer (`getHybridHostedExperienceURL`). */
    async handOff(borrower: string, offer: string): Promise<HostedPage> {
      const checks = new Checks();
      checks.expect(/^(?!\.+$).{1,256}$/u.test(offer), 'input.offer', 'expected the id of an offer of this journey');
      checks.done();
      return mint(borrower, offer);
    },
    /** A fresh address for the offer with which the borrower was handed over here; null where that is not known. */
    async reopen({ borrower, lenders }: LoanJourney): Promise<HostedPage | null> {
      const offer = await chosen.of(borrower);
      const isTheirs = lenders.some(({ offers }) => offers.some(({ id }) => id === offer));
      return offer !== undefined && isTheirs ? mint(borrower, offer) : null;
    },
  };
}
