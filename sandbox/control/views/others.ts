import type { z } from 'zod';
import type { Journey } from '../../aarthik/journey.ts';
import type { Onboarding } from '../../payex/onboarding.ts';
import { toName } from '../model/common.ts';
import type * as model from '../model/state.ts';
import { toGlobalId } from '../objects.ts';

const METHODS = { SE: 'BANKID_SE', NO: 'BANKID_NO', DK: 'MITID_DK' } as const;

/** @param base address of the simulator of PayEx, where its hosted pages are */
export function applicationView(onboarding: Onboarding, base: string): z.output<typeof model.Application> {
  const { kind, id, profile, person, status, lapsed } = onboarding;
  return {
    id: kind === 'Application' ? toGlobalId(kind, [profile.key, id]) : toGlobalId(kind, [id]),
    status: toName(status),
    person: person.nationalNumber,
    outcome: toName(person.outcome.replaceAll('-', '_')),
    lapsed,
    signing: signingView(onboarding, base),
  };
}

function signingView(
  { bankId, hosted, person, signing }: Onboarding,
  base: string,
): z.output<typeof model.Application>['signing'] {
  if (bankId && signing?.by === bankId) {
    const hint = bankId.hintCode === null ? null : toName(bankId.hintCode);
    return { method: 'BANKID_SE', status: toName(bankId.status), hint, url: null };
  }
  if (!hosted || person.country === 'FI') return null;
  const url = hosted.ended ? null : `${base}/hosted/sign/${hosted.token}`;
  return { method: METHODS[person.country], status: hosted.ended ? 'COMPLETE' : 'PENDING', hint: null, url };
}

export const loanJourneyView = (journey: Journey): z.output<typeof model.LoanJourney> => ({
  id: toGlobalId('LoanJourney', [journey.borrower]),
  borrower: journey.borrower,
  status: journey.status,
  lenders: journey.lenders.map(({ lender, status, offers }) => ({ name: lender.name, status, offers: offers.length })),
  consent: journey.aggregator ?? null,
});
