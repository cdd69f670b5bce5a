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
    PRODUCT_NOT_ENABLED: 'The product is not enabled for this partner.',
    ACCOUNT_NOT_EMPTY: 'The account still holds cash or fund units, so it cannot be closed.',
    ORDER_NOT_CANCELABLE: 'The order has gone too far to be canceled.',
    INSUFFICIENT_CASH: 'The account does not hold that much cash.',
    INSUFFICIENT_UNITS: 'The account does not hold that many units.',
  },
});
