import { openEnum } from './open-enum.ts';

/** The closed list of business reasons; the problem tables of the datasources speak in these words. */
export const RefusalReason = openEnum('RefusalReason', {
  description: 'Why a provider, or the gateway in its name, refused an act.',
  values: {
    INVALID_REQUEST: 'A value or the present state breaks a rule that the provider does not name.',
    ACCOUNT_NOT_ACTIVE: 'The account is not active, or it is closed.',
    INSTRUMENT_NOT_BUYABLE: 'The instrument is closed for buying.',
    INSTRUMENT_NOT_SELLABLE: 'The instrument is closed for selling.',
    OFFER_LOCK_CONFLICT: 'Another offer of the loan journey is already in progress.',
    OFFER_NOT_SELECTABLE: 'The loan offer cannot be chosen in its present state.',
    NOT_CONFIGURED: 'The gateway lacks a setting that this act needs.',
    NO_URL_TO_OPEN: 'The process has nothing to be opened now: read its `nextActions`.',
    PRODUCT_NOT_ENABLED: 'The product is not enabled for this partner.',
    ACCOUNT_NOT_EMPTY: 'The account still holds cash or fund units, so it cannot be closed.',
    ORDER_NOT_CANCELABLE: 'The order has gone too far to be canceled.',
    INSUFFICIENT_CASH: 'The account does not hold that much cash.',
    INSUFFICIENT_UNITS: 'The account does not hold that many units.',
    NOT_PERMITTED: 'The gateway does not permit this: a back-office act where the back office is off.',
    // PayEx
    CUSTOMER_MISMATCH: 'The customer number and the national number belong to different persons.',
    CUSTOMER_MISSING: 'Nobody has this customer number, and the ledger may not make up one of its own.',
    ACCOUNT_PROFILE_EXISTS: 'The person already has an account of this profile.',
    ACCOUNT_ALREADY_EXISTS_FOR_STANDALONE_INTENT:
      'The person already has an active account of this profile, and the special intent asks for a first one.',
    NOT_VALID_FOR_INTENT: 'The account profile, or the application, is not made for this special intent.',
    INVALID_SPECIAL_INTENT: 'PayEx does not know this special intent.',
    KYC_NOT_CONFIGURED: 'The account profile asks no KYC questions: go on to the next step.',
    KALP_NOT_CONFIGURED: 'The account profile has no KALP budget form: go on to the next step.',
    COMPANY_NOT_CONFIGURED: 'The ledger is not set up for this way of signing, or for this act; maybe for good.',
    INVALID_APPLICATION_STATE:
      'The status of the application does not permit this now: read `availableActions` of its `application`.',
    INVALID_BANK_ID_STATE: 'The BankID order cannot be canceled any more: it has ended.',
    CONFLICT: 'The present state does not permit this: a signing that cannot be extended (again), or a form not due.',
    CREDIT_CHECK_DECLINED: 'The credit check said no. The application is then `REJECTED`.',
    ACCOUNT_STATUS: 'The status of the account does not permit a limit upgrade.',
    CREDIT_LIMIT_ALREADY_SUFFICIENT: 'The limit of the account already covers what is asked for.',
    APPLICATION_LAPSED:
      'PayEx no longer remembers the application (or failed to for a moment). It did exist; if this stays so, begin a new one.',
  },
});
