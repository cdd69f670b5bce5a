/** Amounts (SEK) and references with a predefined outcome; all others succeed. */

/** Swish deposits that fail, with the error code of Swish. 14 stays pending until the request times out. */
export const SWISH_OUTCOMES: Readonly<
  Record<number, { status: 'declined' | 'canceled' | 'error'; errorCode: string }>
> = {
  13: { status: 'declined', errorCode: 'RF07' },
  14: { status: 'error', errorCode: 'TM01' },
  15: { status: 'canceled', errorCode: 'BANKIDCL' },
  16: { status: 'error', errorCode: 'ACMT03' },
  17: { status: 'error', errorCode: 'FF10' },
};

/** Autogiro payments that fail, with the reason code of Bankgirot. 109 fails once and completes on retry. */
export const PAYMENT_OUTCOMES: Readonly<Record<number, { reasonCode: string; reason: string }>> = {
  101: { reasonCode: '1', reason: 'Insufficient funds' },
  102: { reasonCode: '2', reason: 'Mandate missing or bank account closed' },
  104: { reasonCode: '4', reason: 'Mandate being moved' },
  109: { reasonCode: '9', reason: 'Funds missing, the bank tries again on the next banking day' },
};

/** An order whose `clientRef` has this prefix is put on hold after `pending` and released later. */
export const HOLD_PREFIX = 'hold';

export const DEFAULT_CREDENTIALS = { clientId: 'fondo-sandbox', clientSecret: 'fondo-sandbox-secret' } as const;
export const DEFAULT_WEBHOOK_SECRET = 'fondo-sandbox-webhook-secret';
/** Seconds: five days. */
export const DEFAULT_TOKEN_LIFETIME_S = 432_000;

/** Seeded objects with fixed ids, all belonging to the first client. */
export const DEMO_CLIENT = '49ad7378-121c-4a53-9894-dfd14a7b4877';
export const SECOND_CLIENT = '5b1e0c7a-93d2-4f4e-8a61-0d7c2b9e6f35';
export const THIRD_CLIENT = '8c4f2d19-6e0b-47a3-b5d8-1f9a3e7c0b62';
/** Active, with cash, positions, a bank account with an autogiro mandate and an allocation plan. */
export const DEMO_ACCOUNT = '7d0f5a3e-6c1b-4b7e-9a52-2f6f0c1d8e11';
export const DEMO_BANK_ACCOUNT = 'c2b1f6a0-3d54-4e1f-8a77-5b9d2e6f4a03';
export const DEMO_PLAN = '3e7b5c91-2d08-4fa6-a3e4-b0c6f1d7982a';
export const DEMO_ORDER = 'de9b6d5e-bda0-44f6-9193-f241014f18d5';
/** Buyable and sellable, in SEK. */
export const DEMO_INSTRUMENT = 'SE0012193019SEK';
