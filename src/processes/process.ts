import type { LoanOffer } from '../datasources/aarthik/journey-state.ts';
import type { BankIdSigning, KycQuestion } from '../datasources/payex/types.ts';

export type SigningMethod = 'BANKID_SE' | 'BANKID_NO' | 'MITID_DK';

/** Something that advances a process; `type` is its name in the schema. */
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

/** State of a process, the same for all providers. */
export interface Progress {
  readonly state: ProcessState;
  /** What can be done now, in no particular order; empty once the process has ended. */
  readonly nextActions: readonly NextAction[];
}

/** Progress of a process that has ended. */
export const ended = (state: Ending): Progress => ({ state, nextActions: [] });

/** Progress with these actions; without any, somebody else has to act. */
export const doing = (actions: readonly NextAction[], waitMs: number): Progress =>
  actions.length > 0 ? { state: 'ACTION_REQUIRED', nextActions: actions } : waiting(waitMs);

/** Progress with nothing to do. `ms`: how long to wait before the next read, for clients that poll. */
export const waiting = (ms: number): Progress => ({ state: 'IN_PROGRESS', nextActions: [{ type: 'Wait', ms }] });

export const isFinal = ({ state }: Progress): boolean => state !== 'ACTION_REQUIRED' && state !== 'IN_PROGRESS';
