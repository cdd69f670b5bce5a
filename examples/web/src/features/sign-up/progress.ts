import type { SignUpProgressSubscription } from '../../gql/graphql.ts';

/** What the subscription of an application tells. */
export type Progress = Extract<SignUpProgressSubscription['processChanged'], { __typename: 'Application' }>;

/** A BankID signing that is under way. */
export type Signing = Extract<Progress['nextActions'][number], { __typename: 'ShowBankId' }>['signing'];
