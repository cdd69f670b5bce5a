import type { Handler } from '../kit/provider.ts';
import type { Envelope } from './envelope.ts';
import type { HostedPages } from './hosted-pages.ts';
import type { Journeys } from './journeys.ts';
import type { AarthikVariants } from './variants.ts';
import { violatedRule } from './rules.ts';
import { journeyData, offersData } from './view.ts';
import type { HybridHostedURLData, HybridJourneyRequest } from './wire.ts';

/** Handlers of the three operations of the Hybrid experience. */
export function hybridHandlers(
  envelope: Envelope,
  journeys: Journeys,
  pages: HostedPages,
  variants: AarthikVariants,
): Record<string, Handler> {
  return {
    startOrResumeHybridPersonalLoanJourney(request) {
      const body = request.body as HybridJourneyRequest;
      const broken = violatedRule(body);
      if (broken) return envelope.failure(request, ...broken);
      const { personal, work, address, goldLoan, journeyType = 'PERSONAL_LOAN' } = body;
      const prefill = { personal, work, address, requestedAmount: goldLoan?.requestedAmount };
      const borrower = request.params['borrowerProviderID'] ?? '';
      const { journey, resumed } = journeys.start(borrower, journeyType, prefill, 'HYBRID');
      return envelope.success(request, 202, journeyData(journey, resumed, variants));
    },

    pollHybridPersonalLoanOffers(request) {
      const journey = journeys.of(request.params['borrowerProviderID'] ?? '');
      if (!journey) return envelope.failure(request, 'JOURNEY_NOT_FOUND');
      const { limited } = journey.scenario;
      journey.polls += 1;
      if (limited && journey.polls <= limited.polls) {
        const headers = limited.retryAfter === undefined ? undefined : { 'retry-after': limited.retryAfter };
        return envelope.failure(request, 'RATE_LIMITED', undefined, headers);
      }
      const consent = journey.aggregator === 'READY' ? pages.consentLink(journey) : undefined;
      return envelope.success(request, 200, offersData(journey, consent, variants), NO_STORE);
    },

    getHybridHostedExperienceURL(request) {
      const journey = journeys.of(request.params['borrowerProviderID'] ?? '');
      if (!journey) return envelope.failure(request, 'JOURNEY_NOT_FOUND');
      const offerID = request.params['offerID'] ?? '';
      const selection = journeys.select(journey, offerID);
      if (selection !== 'selected') return envelope.failure(request, selection);
      const { url, expiresAt } = pages.hostedLink(journey);
      const data: HybridHostedURLData = { hosted_url: url, offerID, expires_at: expiresAt };
      return envelope.success(request, 200, data, NO_STORE);
    },
  };
}

export const NO_STORE = { 'cache-control': 'no-store' };
