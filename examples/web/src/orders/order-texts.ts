import { dictionary } from '../i18n/language.tsx';
import type { OrderStatus, OrderType } from '../gql/graphql.ts';

/** What an order is and how it stands, wherever orders are shown. */
export const orderTexts = dictionary(
  {
    type: { SUBSCRIPTION: 'Buy', REDEMPTION: 'Sell', UNKNOWN: 'Order' } satisfies Record<OrderType, string>,
    status: {
      RECEIVED: 'Received',
      PENDING: 'Waits to be sent',
      HOLD: 'Being checked',
      SENT: 'Sent to the market',
      CONFIRMED: 'Confirmed',
      SETTLED: 'Completed',
      CANCELED: 'Cancelled',
      UNKNOWN: 'Being handled',
    } satisfies Record<OrderStatus, string>,
    stepOf: (step: number, of: number) => `Step ${step} of ${of}`,
    units: (units: string) => `${units} units`,
    unknownFund: 'A fund that is no longer listed',
  },
  {
    type: { SUBSCRIPTION: 'Köp', REDEMPTION: 'Sälj', UNKNOWN: 'Order' } satisfies Record<OrderType, string>,
    status: {
      RECEIVED: 'Mottagen',
      PENDING: 'Väntar på att skickas',
      HOLD: 'Kontrolleras',
      SENT: 'Skickad till marknaden',
      CONFIRMED: 'Bekräftad',
      SETTLED: 'Genomförd',
      CANCELED: 'Avbruten',
      UNKNOWN: 'Hanteras',
    } satisfies Record<OrderStatus, string>,
    stepOf: (step: number, of: number) => `Steg ${step} av ${of}`,
    units: (units: string) => `${units} andelar`,
    unknownFund: 'En fond som inte längre finns med',
  },
);
