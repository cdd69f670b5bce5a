import { isChoosing, waitingForConsent, type Journey, type LenderState } from './journey.ts';
import type { AarthikVariants } from './variants.ts';
import type { AccountAggregatorState, HybridJourneyData, HybridOffersData, LenderOfferGroup, Offer } from './wire.ts';

/** `data` of the create response. */
export function journeyData(journey: Journey, resumed: boolean, variants: AarthikVariants): HybridJourneyData {
  if (variants.dataOfCreate === 'empty') return {};
  return {
    borrowerProviderID: journey.borrower,
    journeyID: journey.id,
    journeyType: journey.type,
    status: statusOf(journey, variants),
    resumed,
    ...(variants.pollAfter && { poll_after_ms: journey.status === 'OFFERS_PENDING' ? 3000 : 0 }),
    ...extras(variants),
  };
}

/** `data` of the poll response; `consent` is the link of a consent step in status READY. */
export function offersData(
  journey: Journey,
  consent: { url: string; expiresAt: string } | undefined,
  variants: AarthikVariants,
): HybridOffersData {
  const aggregator = aggregatorState(journey, consent);
  return {
    status: statusOf(journey, variants),
    lenders: lenderGroups(journey, variants),
    ...(aggregator && { account_aggregator: { ...aggregator, ...extras(variants) } }),
    ...(variants.pollAfter && isChoosing(journey) && { poll_after_ms: pollAfter(journey) }),
    borrowerProviderID: journey.borrower,
    journeyID: journey.id,
    journeyType: journey.type,
    ...extras(variants),
  };
}

export const statusOf = ({ status }: Journey, { unknownValues }: AarthikVariants): string =>
  unknownValues && status === 'OFFERS_PENDING' ? 'OFFERS_QUEUED' : status;

/** The map of lenders; empty until the first lender has responded. */
export function lenderGroups({ lenders }: Journey, variants: AarthikVariants): Record<string, LenderOfferGroup> {
  if (lenders.every(({ status, offers }) => status === 'OFFER_AWAITED' && offers.length === 0)) return {};
  return Object.fromEntries(lenders.map((state) => [state.lender.name, lenderGroup(state, variants)]));
}

function lenderGroup({ status, offers }: LenderState, variants: AarthikVariants): LenderOfferGroup {
  const unlisted = variants.unknownValues && status === 'NO_OFFER_AVAILABLE';
  return {
    ...(variants.lenderStatus && { status: unlisted ? 'DECLINED_BY_POLICY' : status }),
    offers: variants.unknownValues ? offers.map(estranged) : offers,
    ...extras(variants),
  };
}

function aggregatorState(
  journey: Journey,
  consent: { url: string; expiresAt: string } | undefined,
): AccountAggregatorState | undefined {
  if (!journey.aggregator || !isChoosing(journey)) return undefined;
  if (!consent) return { status: 'PROCESSING' };
  const lenders = waitingForConsent(journey).map(({ lender }) => lender.name);
  return { status: 'READY', url: consent.url, lenders, expires_at: consent.expiresAt };
}

const pollAfter = (journey: Journey): number => (journey.status === 'OFFERED' ? 10_000 : 5000);

const extras = ({ unknownValues }: AarthikVariants) =>
  unknownValues ? { partner_note: null, revision: { no: 2 } } : {};

/** The offer as a future version of the API might return it. */
const estranged = (offer: Offer): Offer =>
  ({
    ...offer,
    interest_rate_type: 'STEP_UP',
    processing_fee: null,
    valid_until: null,
    cashback: 250,
  }) as unknown as Offer;
