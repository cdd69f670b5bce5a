import type { Handler } from '../kit/provider.ts';
import { plainFailure } from './envelope.ts';
import type { HostedPages } from './hosted-pages.ts';
import { NO_STORE } from './hybrid.ts';
import type { Journeys } from './journeys.ts';
import { violatedRule } from './rules.ts';
import type { HostedSessionRequest, HostedSessionResponse, ProductFeatures } from './wire.ts';

/** Handlers of the fully hosted journey. */
export const hostedHandlers = (journeys: Journeys, pages: HostedPages): Record<string, Handler> => ({
  createHostedSession(request) {
    const body = request.body as HostedSessionRequest;
    if (violatedRule(body)) return plainFailure(400);
    const { borrowerProviderID, journeyType = 'PERSONAL_LOAN', profile, workProfile, address, goldLoan } = body;
    const prefill = { personal: profile, work: workProfile, address, requestedAmount: goldLoan?.requestedAmount };
    const { journey } = journeys.start(borrowerProviderID, journeyType, prefill, 'HOSTED');
    const { url } = pages.hostedLink(journey);
    const answer: HostedSessionResponse = {
      embedURL: url,
      embedUrl: url,
      embedurl: url,
      Embedurl: url,
      EmbedUrl: url,
      EmbedURL: url,
    };
    return { status: 200, body: answer, headers: NO_STORE };
  },

  getProductFeatures() {
    const flags: ProductFeatures = { personalLoan: true, goldLoan: true };
    return { status: 200, body: flags };
  },
});
