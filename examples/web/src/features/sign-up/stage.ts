import type { CreditApplicationStatus } from '../../gql/graphql.ts';
import type { SignUpStage } from './SignUpSteps.tsx';

interface Place {
  readonly stage: SignUpStage | 'done';
  readonly isStopped: boolean;
}

const at = (stage: Place['stage'], isStopped = false): Place => ({ stage, isStopped });

const PLACES: Readonly<Record<CreditApplicationStatus, Place>> = {
  AWAITING_COMPLEMENTARY_INFO: at('questions'),
  INITIALIZED_KALP: at('questions'),
  AWAITING_VERIFICATION: at('check'),
  UNKNOWN: at('check'),
  REJECTED: at('check', true),
  AWAITING_SIGN: at('sign'),
  INITIALIZED_DIGITAL_SIGN: at('sign'),
  SIGN_REJECTED_OR_FAILED: at('sign'),
  SIGN_MISMATCH: at('sign', true),
  APPROVED: at('done'),
};

/** Where an application with this status is on the way to an account. */
export const stageOf = (status: CreditApplicationStatus): Place => PLACES[status];
