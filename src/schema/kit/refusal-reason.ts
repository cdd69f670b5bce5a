import { openEnum } from './open-enum.ts';

/** The closed list of business reasons, to which the problem tables of the datasources map. */
export const RefusalReason = openEnum('RefusalReason', {
  description: 'Why a provider, or the gateway on its behalf, rejected a mutation.',
  values: {
    INVALID_REQUEST: 'A value or the current state violates a rule that the provider does not specify further.',
    ACCOUNT_NOT_ACTIVE: 'The account is not active, or it is closed.',
    INSTRUMENT_NOT_BUYABLE: 'The instrument is closed for buying.',
    INSTRUMENT_NOT_SELLABLE: 'The instrument is closed for selling.',
    OFFER_LOCK_CONFLICT: 'Another offer of the same loan journey is already in progress.',
    OFFER_NOT_SELECTABLE: 'The loan offer cannot be selected in its current state.',
    NOT_CONFIGURED: 'The gateway lacks a setting that this mutation needs: ask its operator.',
    NO_URL_TO_OPEN: 'The process has no page to open at the moment: read its `nextActions`.',
    PRODUCT_NOT_ENABLED: 'The product is not enabled for this partner.',
    ACCOUNT_NOT_EMPTY: 'The account still holds cash or fund units, so it cannot be closed.',
    ORDER_NOT_CANCELABLE: 'The order has been sent on and can no longer be canceled.',
    INSUFFICIENT_CASH: 'The account does not hold enough cash.',
    INSUFFICIENT_UNITS: 'The account does not hold enough units of the fund.',
    NOT_PERMITTED: 'A back-office mutation, and the back office is turned off.',
    // PayEx
    CUSTOMER_MISMATCH: 'The customer number and the national identity number belong to different persons.',
    CUSTOMER_MISSING: 'No customer has this number, and this PayEx ledger does not create customer numbers itself.',
    ACCOUNT_PROFILE_EXISTS: 'The person already has an account of this account profile.',
    ACCOUNT_ALREADY_EXISTS_FOR_STANDALONE_INTENT:
      'The person already has an active account of this account profile, and the special intent requires that there is none.',
    NOT_VALID_FOR_INTENT: 'The account profile, or the application, does not support this special intent.',
    INVALID_SPECIAL_INTENT: 'PayEx does not know this special intent.',
    KYC_NOT_CONFIGURED: 'The account profile has no KYC questions: continue with the next step.',
    KALP_NOT_CONFIGURED: 'The account profile has no KALP budget form: continue with the next step.',
    COMPANY_NOT_CONFIGURED:
      'The PayEx ledger is not configured for this signing method or operation. Retrying does not help: contact PayEx.',
    INVALID_APPLICATION_STATE:
      'The status of the application does not allow this now: read `availableActions` of `application`.',
    INVALID_BANK_ID_STATE: 'The BankID order has ended and can no longer be canceled.',
    CONFLICT: 'The current state does not allow this: the signing cannot be extended (again), or no form is due.',
    CREDIT_CHECK_DECLINED: 'The credit check was declined. The application is now `REJECTED`.',
    ACCOUNT_STATUS: 'The status of the account does not allow a limit upgrade.',
    CREDIT_LIMIT_ALREADY_SUFFICIENT: 'The limit of the account is already at least the requested one.',
    APPLICATION_LAPSED:
      'PayEx no longer holds the application (it expires them), or temporarily failed to find it. If this persists, create a new one.',
  },
});
