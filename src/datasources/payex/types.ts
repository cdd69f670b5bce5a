import type { components } from '../../../contracts/payex.ts';

export type Wire = components['schemas'];

/** What identifies an application, and where it is found. */
export type ApplicationKey =
  | { readonly kind: 'Application'; readonly profile: string; readonly id: string }
  | { readonly kind: 'LimitUpgradeApplication'; readonly id: string };

/**
 * An application or a limit upgrade as PayEx shows it; of the members that only one of them has, the other has none.
 */
export type CreditApplication = Partial<Wire['Application'] & Wire['LimitUpgradeApplication']> & {
  readonly key: ApplicationKey;
};

export type Offer = Wire['Offer'] & { readonly accountProfile: string };
export type KycAnswer = Wire['KycAnswer'];
export type KycQuestion = Wire['KycQuestion'];
export type BankIdSigning = Wire['SignBankidSe'] & { readonly key: ApplicationKey };
export type Link = Wire['Operation'];
