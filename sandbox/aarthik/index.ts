import type { SimulatorOptions } from '../kit/options.ts';
import { startProviderServer } from '../kit/provider-server.ts';
import type { ProviderDefinition, ProviderServer } from '../kit/provider.ts';
import { Envelope, plainFailure } from './envelope.ts';
import { Deliveries, type Delivery, type SnapshotDelivery } from './deliveries.ts';
import { hostedHandlers } from './hosted.ts';
import { HostedPages } from './hosted-pages.ts';
import { hybridHandlers } from './hybrid.ts';
import { waitingForConsent, type Journey } from './journey.ts';
import { Journeys } from './journeys.ts';
import { DEFAULT_VARIANTS, type AarthikVariants } from './variants.ts';
import { failureOf } from './rules.ts';
import { snapshotOf, type Credentials } from './snapshot.ts';
import { DEMO_BORROWER } from './test-borrowers.ts';
import { isLocalCallback, Subscription } from './webhooks.ts';

export { DEMO_BORROWER, TEST_BORROWERS } from './test-borrowers.ts';
export type { AarthikVariants } from './variants.ts';
export type { Delivery } from './deliveries.ts';
export type { Journey } from './journey.ts';

export interface AarthikOptions extends SimulatorOptions {
  /** Accepted API key; defaults to `sk_test_sandbox`. */
  readonly apiKey?: string;
  /** Secret of the initial webhook subscription; defaults to `whsec_test_sandbox`. */
  readonly webhookSecret?: string;
  readonly variants?: Partial<AarthikVariants>;
}

export interface AarthikSandbox extends ProviderServer {
  readonly credentials: Credentials;
  /** Mutable at runtime. */
  readonly variants: AarthikVariants;
  /** The current signing secret; undefined after unsubscribing. */
  readonly webhookSecret: string | undefined;
  /** Webhooks sent so far, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Resolves when no delivery attempt is in progress; does not wait for scheduled retries. */
  deliveriesSettled(): Promise<void>;
  /** All journeys, and what moves them. */
  readonly journeys: Journeys;
  /** Sends a snapshot of a journey, `times` times under one id, signed as ever or with this secret; the status of each answer. */
  sendSnapshot(
    journey: Journey,
    delivery: Omit<SnapshotDelivery, 'secret'> & { readonly secret?: string | undefined },
  ): Promise<readonly (number | undefined)[]>;
  /** Everything as at the start; `'nothing'`: without the seeded journey. */
  reset(size?: 'nothing'): void;
  /** The state of a borrower's latest journey. */
  journey(borrower: string): Journey | undefined;
  /** Grants or denies the consent on behalf of the borrower. Throws unless a lender requires it. */
  giveConsent(borrower: string): void;
  /** Sets the status of a journey, as the hosted pages do. Throws if there is no journey. */
  advanceJourney(borrower: string, status: string): void;
}

const TENANT_ID = '3f1c7a8e-5d0e-4a76-9d55-0f2f4c1b9a01';
const APPLICATION_ID = 'b7a1f0de-8f0b-4a2e-9a8f-5f3f8d1c2b02';

/** Starts the simulator of Aarthik's Hybrid experience. */
export async function startAarthikSandbox(options: AarthikOptions): Promise<AarthikSandbox> {
  const { clock, port, apiKey = 'sk_test_sandbox', webhookSecret = 'whsec_test_sandbox' } = options;
  const credentials: Credentials = { apiKey, tenantId: TENANT_ID, applicationId: APPLICATION_ID };
  const variants: AarthikVariants = { ...DEFAULT_VARIANTS, ...options.variants };
  const envelope = new Envelope(clock, variants);
  const subscription = new Subscription(credentials, webhookSecret);
  const deliveries = new Deliveries(clock, () => subscription.target());
  const journeys = new Journeys(clock, (journey) => deliveries.send(snapshotOf(journey, credentials, variants)));
  const pages = new HostedPages(clock, journeys, () => server.url);
  const seed = (): void =>
    void journeys.start(DEMO_BORROWER, 'PERSONAL_LOAN', { personal: { contactNumber: '9876543210' } }, 'HYBRID');
  seed();

  const definition: ProviderDefinition = {
    provider: 'aarthik',
    handlers: {
      ...hybridHandlers(envelope, journeys, pages, variants),
      ...hostedHandlers(journeys, pages),
      ...subscription.handlers,
    },
    authenticate(request) {
      if (request.headers.authorization === `Bearer ${apiKey}`) return undefined;
      return isHybrid(request.operation.template)
        ? envelope.failure(request, 'AUTH_INVALID_API_KEY')
        : plainFailure(401);
    },
    tolerates: isLocalCallback,
    refuse(request, violations) {
      if (!isHybrid(request.operation.template)) return plainFailure(400);
      return envelope.failure(request, ...failureOf(violations, request.body));
    },
    unknown: () => plainFailure(404),
    page: (request, response) => pages.answer(request, response),
    alias: (path) => path.replace(/(\/journey\/offers\/[^/]+)\/hosted-(?:experience-)?url$/, '$1'),
  };
  const server = await startProviderServer(definition, port);

  const journeyOf = (borrower: string): Journey => {
    const journey = journeys.of(borrower);
    if (!journey) throw new Error(`No journey of ${borrower}`);
    return journey;
  };
  return {
    ...server,
    credentials,
    variants,
    deliveries: deliveries.list,
    deliveriesSettled: () => deliveries.settled(),
    journeys,
    sendSnapshot: (journey, { secret = subscription.secret ?? '', ...delivery }) =>
      deliveries.sendNow(snapshotOf(journey, credentials, variants), { secret, ...delivery }),
    reset(size) {
      server.reset();
      journeys.clear();
      deliveries.list.length = 0;
      subscription.reset();
      Object.assign(variants, DEFAULT_VARIANTS, options.variants);
      if (size !== 'nothing') seed();
    },
    journey: (borrower: string) => journeys.of(borrower),
    giveConsent(borrower: string) {
      const journey = journeyOf(borrower);
      if (waitingForConsent(journey).length === 0) throw new Error(`No lender waits for the consent of ${borrower}`);
      journeys.consent(journey, true);
    },
    advanceJourney: (borrower: string, status: string) => journeys.advance(journeyOf(borrower), status),
    get webhookSecret() {
      return subscription.secret;
    },
    async [Symbol.asyncDispose]() {
      await deliveries.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const isHybrid = (template: string): boolean => template.startsWith('/api/v1/hybrid/');
