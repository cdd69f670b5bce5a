import { Refused } from '../../problem.ts';
import { Checks } from '../kit/checks.ts';
import type { Operation } from '../kit/operation.ts';
import { checkBorrower } from './borrower.ts';
import type { AarthikClient } from './client.ts';
import { openEnvelope } from './envelope.ts';
import { hostedPage, type HostedPage } from './hosted-page.ts';
import type { LoanJourney } from './journey.ts';
import type { JourneyNotifier } from './journey-notifier.ts';
import { prefillBlocks } from './prefill.ts';
import { checkPrefill } from './prefill-checks.ts';
import type { PrefillInput } from './prefill-input.ts';
import { sendWithRetry } from './send-with-retry.ts';
import type { Snapshots } from './snapshots.ts';

/** What all operations share of the sessions. */
export interface SessionsOf {
  readonly http: AarthikClient;
  readonly snapshots: Snapshots;
  readonly news: JourneyNotifier;
}

/** Whole journeys in hosted pages: `createHostedSession`. */
export function createHostedSessions({ http, snapshots, news }: SessionsOf, { correlationId }: Operation) {
  async function mint(borrower: string, blocks: object): Promise<HostedPage> {
    const body = { borrowerProviderID: borrower, ...blocks };
    const send = () => http.plain({ method: 'POST', path: '/api/lab/sessions', body, correlationId });
    const { data } = openEnvelope(await sendWithRetry(send, correlationId));
    await snapshots.restarted(borrower);
    news.announce(borrower);
    return hostedPage(borrower, data.url('embedUrl'), data.instant('expiresAt'), correlationId);
  }
  return {
    /** Starts or resumes the journey of a borrower and mints an address into it; safe to repeat. */
    async open(input: PrefillInput): Promise<HostedPage> {
      const { borrower } = input;
      const checks = new Checks();
      checkBorrower(checks, borrower, 'input.borrower');
      checkPrefill(checks, input);
      checks.done();
      const { personal, work, ...blocks } = prefillBlocks(input);
      return mint(borrower, { ...blocks, ...(personal && { profile: personal }), ...(work && { workProfile: work }) });
    },
    /**
     * Mints an address into the live journey of a borrower of whom nothing else is known. A gold loan needs more
     * (contract notes, "Field rules"), and must not be resumed as a personal loan, which it is without its type.
     */
    async resume({ borrower, type }: LoanJourney): Promise<HostedPage> {
      if (type === 'GOLD_LOAN') {
        throw new Refused('NO_URL_TO_OPEN', 'A gold loan is resumed with its offer: call `openLoanOffer` again.');
      }
      return mint(borrower, type === null ? {} : { journeyType: type });
    },
  };
}
