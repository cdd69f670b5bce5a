import { big } from '../../datasources/kit/decode.ts';
import type { Position as PositionShape } from '../../datasources/fondo/types.ts';
import { prefetch } from '../kit/prefetch.ts';
import { builder } from '../kit/builder.ts';
import { Instrument } from './instrument.ts';
import { money, Money } from '../kit/money.ts';

export const Position = builder.objectRef<PositionShape>('Position').implement({
  description: 'A settled holding in one fund.',
  fields: (t) => ({
    instrument: t.field({
      type: Instrument,
      description: 'The fund; null when Fondo no longer lists it.',
      extensions: prefetch({ needs: (_keys, { fondo }) => fondo.instruments.all }),
      resolve: ({ instrument }, _args, { fondo }) => fondo.instruments.all.byId(instrument),
    }),
    units: t.expose('units', { type: 'Decimal', nullable: false, description: 'Settled units, up to 7 decimals.' }),
    value: t.field({
      type: Money,
      description:
        "Units times the latest price, in the fund's own currency, rounded to two decimals; null when there is no price.",
      extensions: prefetch({ needs: (_keys, { fondo }) => fondo.instruments.all }),
      resolve: async ({ instrument, units }, _args, { fondo }) => {
        const fund = await fondo.instruments.all.byId(instrument);
        if (fund?.closePrice == null) return null;
        return money(big(units).times(big(fund.closePrice)).toFixed(2), fund.currency);
      },
    }),
  }),
});
