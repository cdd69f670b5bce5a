import type { components } from '../../contracts/aarthik.ts';

type Schemas = components['schemas'];

export type Offer = Schemas['Offer'];
export type OfferStatus = 'OFFER_RECEIVED' | 'OFFER_AWAITED' | 'NO_OFFER_AVAILABLE' | 'AA_REQUIRED';
export type JourneyType = Schemas['JourneyType'];
export type HybridJourneyRequest = Schemas['HybridJourneyRequest'];
export type HybridJourneyData = Schemas['HybridJourneyData'];
export type HybridOffersData = Schemas['HybridOffersData'];
export type HybridHostedURLData = Schemas['HybridHostedURLData'];
export type HostedSessionRequest = Schemas['HostedSessionRequest'];
export type HostedSessionResponse = Schemas['HostedSessionResponse'];
export type ProductFeatures = Schemas['ProductFeatures'];
export type WebhookConfiguration = Schemas['WebhookConfiguration'];
export type WebhookSubscribeRequest = Schemas['WebhookSubscribeRequest'];
export type JourneySnapshot = Schemas['JourneySnapshot'];
export type AccountAggregatorState = Schemas['AccountAggregatorState'];
export type LenderOfferGroup = Schemas['LenderOfferGroup'];
