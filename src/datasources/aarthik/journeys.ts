import DataLoader from 'dataloader';
import { Fault } from '../../faults.ts';
import { Checks } from '../checks.ts';
import { path, type HttpRequest } from '../http.ts';
import type { Operation } from '../operation.ts';
import { checkBorrower } from './borrower.ts';
import type { AarthikClient } from './client.ts';
import type { Envelope } from './envelope.ts';
import { hostedPage, type HostedPage } from './hosted-page.ts';
import { accountAggregator, journeyState, type AccountAggregator, type JourneyState } from './journey-state.ts';
import { bankBlock, checkBankAccount, checkPrefill, prefillBlocks } from './prefill.ts';
import type { BankAccountInput, PrefillInput } from './prefill.ts';
import { orNull } from './problems.ts';
import { sendTwice } from './send-twice.ts';

/** A loan journey as it was last seen. */
export interface LoanJourney extends JourneyState {
  /** The partner's own id of the borrower. */
  readonly borrower: string;
  readonly aggregator: AccountAggregator | null;
  /** How long to wait before the next reading. */
  readonly pollAfterMs: number | null;
  /** Aarthik's ids of the exchange in which it was read. */
  readonly requestId: string | null;
  readonly correlationId: string | null;
}

export interface StartInput extends PrefillInput {
  readonly borrower: string;
  readonly bankAccount?: BankAccountInput | null | undefined;
}

/** Where the hand-off call is taken to be (contract notes, "Not found, and how it was filled"). */
export const HANDOFF_PATH = '/api/v1/hybrid/personal-loan/borrowers/{borrowerProviderID}/journey/offers/{offerID}';

const journeyPath = (borrower: string): string => path`/api/v1/hybrid/personal-loan/borrowers/${borrower}/journey`;

/** Reads where a journey stands (`pollHybridPersonalLoanOffers`); null before the first start. */
export async function pollJourney(http: AarthikClient, borrower: string, operation: Partial<Operation>) {
  const request = { path: `${journeyPath(borrower)}/offers`, ...operation };
  const envelope = await orNull(http.hybrid(request));
  if (envelope && !envelope.data.has('status')) {
    throw new Fault('PROVIDER_BAD_ANSWER', { provider: 'AARTHIK', correlationId: envelope.correlationId ?? undefined });
  }
  return envelope && loanJourney(borrower, envelope);
}

const loanJourney = (borrower: string, { data, requestId, correlationId }: Envelope): LoanJourney => ({
  ...journeyState(data),
  borrower,
  aggregator: accountAggregator(data),
  pollAfterMs: data.integer('pollAfterMs'),
  requestId,
  correlationId,
});

/** Loan journeys, one per borrower: `startOrResumeHybridPersonalLoanJourney`, the poll, and the hand-off. */
export function createJourneys(http: AarthikClient, handoffPath: string, operation: Operation) {
  const { correlationId } = operation;
  const loader = new DataLoader<string, LoanJourney | null>((borrowers) =>
    Promise.all(
      borrowers.map((borrower) => pollJourney(http, borrower, operation).catch((error: unknown) => error as Error)),
    ),
  );
  return {
    of: (borrower: string): Promise<LoanJourney | null> => loader.load(borrower),
    /**
     * Starts the journey of a borrower or resumes the live one, and answers it as it then stands. The answer of the
     * call itself promises nothing, so the journey is read; where that fails, what the call said has to do.
     */
    async start({ borrower, bankAccount, ...prefill }: StartInput): Promise<LoanJourney> {
      const checks = new Checks();
      checkBorrower(checks, borrower, 'input.borrower');
      checkPrefill(checks, prefill);
      if (bankAccount) checkBankAccount(checks, bankAccount);
      checks.done();
      const body = {
        ...prefillBlocks(prefill),
        ...(bankAccount ? { bankingInformation: bankBlock(bankAccount) } : {}),
      };
      const request: HttpRequest = { method: 'POST', path: journeyPath(borrower), body, correlationId };
      const started = loanJourney(borrower, await sendTwice(() => http.hybrid(request), correlationId));
      const read = await pollJourney(http, borrower, { correlationId }).catch(() => null);
      const journey = read ?? started;
      loader.clear(borrower).prime(borrower, journey);
      return journey;
    },
    /** Mints a fresh address of the hosted pages for one offer (`getHybridHostedExperienceURL`). */
    async handOff(borrower: string, offer: string): Promise<HostedPage> {
      const checks = new Checks();
      checks.expect(/^(?!\.+$).{1,256}$/u.test(offer), 'input.offer', 'expected the id of an offer of this journey');
      checks.done();
      const address = handoffPath
        .replace('{borrowerProviderID}', () => encodeURIComponent(borrower))
        .replace('{offerID}', () => encodeURIComponent(offer));
      const { data } = await sendTwice(() => http.hybrid({ path: address, correlationId }), correlationId);
      loader.clear(borrower);
      return hostedPage(borrower, data.url('hostedUrl'), data.instant('expiresAt'), correlationId);
    },
  };
}
