import type { LoanOffer } from '../datasources/aarthik/journey-state.ts';
import type { BankIdSigning, KycQuestion } from '../datasources/payex/types.ts';

export type SigningMethod = 'BANKID_SE' | 'BANKID_NO' | 'MITID_DK';

/** Something that moves a process on; `type` is its name in the schema. */
export type NextAction =
  | {
      readonly type: 'OpenUrl';
      readonly purpose: UrlPurpose;
      readonly url: string | null;
      readonly expiresAt: string | null;
    }
  | { readonly type: 'AnswerQuestions'; readonly questions: readonly KycQuestion[] }
  | { readonly type: 'Verify' }
  | { readonly type: 'Sign'; readonly methods: readonly SigningMethod[] }
  | { readonly type: 'ShowBankId'; readonly signing: BankIdSigning }
  | { readonly type: 'ChooseOffer'; readonly offers: readonly LoanOffer[] }
  | { readonly type: 'Wait'; readonly ms: number };

export type UrlPurpose = 'HOSTED_PAGES' | 'BUDGET_FORM' | 'CONSENT';

/** How a process ended. */
export type Ending = 'COMPLETED' | 'REJECTED' | 'FAILED' | 'CANCELED' | 'EXPIRED';
export type ProcessState = 'ACTION_REQUIRED' | 'IN_PROGRESS' | Ending;

/** Where a process stands, whoever runs it. */
export interface Progress {
  readonly state: ProcessState;
  /** What can be done now, in no order; empty once it has ended. */
  readonly nextActions: readonly NextAction[];
}

/** It is over. */
export const ended = (state: Ending): Progress => ({ state, nextActions: [] });

/** These can be done now; where there is nothing to do, it waits for somebody else. */
export const doing = (actions: readonly NextAction[], waitMs: number): Progress =>
  actions.length > 0 ? { state: 'ACTION_REQUIRED', nextActions: actions } : waiting(waitMs);

/** Nothing can be done but to look again; how long to wait before that, for who does not follow it. */
export const waiting = (ms: number): Progress => ({ state: 'IN_PROGRESS', nextActions: [{ type: 'Wait', ms }] });

export const isFinal = ({ state }: Progress): boolean => state !== 'ACTION_REQUIRED' && state !== 'IN_PROGRESS';
