import type { Decimal } from '../../datasources/kit/decode.ts';
import { builder } from './builder.ts';

export interface MoneyShape {
  readonly amount: Decimal;
  readonly currency: string;
}

export const Money = builder.objectRef<MoneyShape>('Money').implement({
  description: 'An amount in major units of its currency: `{ amount: "12.50", currency: "SEK" }`.',
  fields: (t) => ({
    amount: t.expose('amount', { type: 'Decimal', nullable: false, description: 'In major units (kronor, rupees).' }),
    currency: t.expose('currency', { type: 'Currency', nullable: false, description: 'ISO 4217.' }),
  }),
});

/** An amount of a provider as `Money`, in SEK unless a currency is given; null stays null. */
export const money = (amount: Decimal | null | undefined, currency?: string | null): MoneyShape | null =>
  amount == null ? null : { amount, currency: currency ?? 'SEK' };
