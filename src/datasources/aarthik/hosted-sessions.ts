import { Checks } from '../checks.ts';
import type { Operation } from '../operation.ts';
import { checkBorrower } from './borrower.ts';
import type { AarthikClient } from './client.ts';
import { openEnvelope } from './envelope.ts';
import { hostedPage, type HostedPage } from './hosted-page.ts';
import type { News } from './news.ts';
import { prefillBlocks } from './prefill.ts';
import { checkPrefill } from './prefill-checks.ts';
import type { PrefillInput } from './prefill-input.ts';
import { sendTwice } from './send-twice.ts';

/** Whole journeys in hosted pages: `createHostedSession`. */
export const createHostedSessions = (http: AarthikClient, news: News, { correlationId }: Operation) => ({
  /** Starts or resumes the journey of a borrower and mints an address into it; safe to repeat. */
  async open(input: PrefillInput): Promise<HostedPage> {
    const { borrower } = input;
    const checks = new Checks();
    checkBorrower(checks, borrower, 'input.borrower');
    checkPrefill(checks, input);
    checks.done();
    const { personal, work, ...blocks } = prefillBlocks(input);
    const body = {
      borrowerProviderID: borrower,
      ...blocks,
      ...(personal && { profile: personal }),
      ...(work && { workProfile: work }),
    };
    const send = () => http.plain({ method: 'POST', path: '/api/lab/sessions', body, correlationId });
    const { data } = openEnvelope(await sendTwice(send, correlationId));
    news.tell(borrower);
    return hostedPage(borrower, data.url('embedUrl'), data.instant('expiresAt'), correlationId);
  },
});
