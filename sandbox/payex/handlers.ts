import type { SandboxResponse, SandboxRequest } from '../kit/provider.ts';
import { checkIntent, checkLimit, checkPerson } from './checks.ts';
import type { OnboardingService } from './onboarding-service.ts';
import type { Ledger } from './ledger.ts';
import { invalid, Refusal } from './problems.ts';
import { KNOWN_UPGRADE_INTENTS, PROFILES, profileOf } from './profiles.ts';
import type { Renderer } from './render.ts';
import type { Wire } from './wire.ts';

export type Handlers = Record<string, (request: SandboxRequest) => SandboxResponse>;

/** Handlers outside the onboarding steps: offers, creation, direct operations and the Monthio callback. */
export function ledgerHandlers(ledger: Ledger, service: OnboardingService, render: Renderer, base: string): Handlers {
  return {
    listOffers: () => ({
      status: 200,
      body: { items: PROFILES.map(render.offer), navigation: { '@id': `${base}/offers` } } satisfies Wire['OfferList'],
    }),

    getOffer({ params: { accountProfile = '' } }) {
      if (!/^[\w.-]{1,100}$/.test(accountProfile)) throw invalid('accountProfile', 'Not a valid value', 404);
      const profile = profileOf(accountProfile);
      if (!profile) throw new Refusal(404, 'resource-unavailable');
      return { status: 200, body: render.offer(profile) };
    },

    createApplication({ params, body }) {
      const request = body as Wire['ApplicationCreateRequest'];
      const profile = profileOf(params['accountProfile']);
      if (!profile) throw new Refusal(404, 'not-found');
      checkLimit(request.creditLimit, profile);
      const person = checkPerson(ledger, request, profile);
      checkIntent(ledger, request.specialIntent, person, profile);
      return { status: 201, body: render.onboarding(service.begin({ kind: 'Application', profile, person, request })) };
    },

    createLimitUpgradeApplication({ body }) {
      const request = body as Wire['LimitUpgradeApplicationCreateRequest'];
      const { accountNo, specialIntent, creditLimit } = request;
      const account = ledger.accounts.get(accountNo);
      const profile = profileOf(account?.profile);
      if (!account || !profile) throw new Refusal(404, 'resource-unavailable');
      checkLimit(creditLimit, profile);
      if (specialIntent !== undefined && !KNOWN_UPGRADE_INTENTS.includes(specialIntent)) {
        throw new Refusal(422, 'invalid-special-intent');
      }
      if (account.blocked) throw new Refusal(409, 'account-status');
      if (creditLimit <= account.creditLimit) throw new Refusal(409, 'credit-limit-already-sufficient');
      const person = account.owner;
      const begun = service.begin({ kind: 'LimitUpgradeApplication', profile, person, request, accountNo });
      return { status: 201, body: render.onboarding(begun) };
    },

    receiveMonthioCallback({ body }) {
      // The schema of this body is not published, so it is not validated: anything but an object is ignored.
      const event: Wire['MonthioCallback'] = typeof body === 'object' && !Array.isArray(body) ? (body ?? {}) : {};
      service.finishKalp(event.additionalData?.caseId ?? '');
      return { status: 201, body: event satisfies Wire['MonthioCallbackResult'] };
    },

    createAccountWithoutApplication({ params, body }) {
      const { customerNo, creditLimit } = body as Wire['CreateAccountWithoutApplicationRequest'];
      const profile = profileOf(params['accountProfile']);
      const owner = ledger.customer(customerNo);
      if (!profile || !owner) throw new Refusal(400, 'not-found');
      checkLimit(creditLimit, profile);
      if (ledger.holds(owner, profile)) throw invalid('customerNo', 'Has an account of this profile already');
      const accountNo = ledger.nextAccountNo();
      ledger.accounts.set(accountNo, { accountNo, owner, profile: profile.key, blocked: false, creditLimit });
      const result = { '@id': `${base}/accounts/${accountNo}`, accountNo, customerNo, creditLimit };
      return { status: 200, body: result satisfies Wire['CreateAccountWithoutApplicationResult'] };
    },

    limitUpgradeWithoutApplication({ body }) {
      const { accountNo, creditLimit } = body as Wire['LimitUpgradeWithoutApplicationRequest'];
      const account = ledger.accounts.get(accountNo);
      const profile = profileOf(account?.profile);
      if (!account || !profile) throw new Refusal(400, 'account-name-not-found');
      if (account.owner.outcome === 'company-not-configured') throw new Refusal(409, 'company-not-configured');
      checkLimit(creditLimit, profile);
      account.creditLimit = creditLimit;
      const result = { '@id': `${base}/accounts/${accountNo}`, accountNo, creditLimit };
      return { status: 200, body: result satisfies Wire['LimitUpgradeWithoutApplicationResult'] };
    },
  };
}
