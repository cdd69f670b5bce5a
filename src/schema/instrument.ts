import type { Instrument as InstrumentShape } from '../datasources/fondo/types.ts';
import { builder } from './builder.ts';
import { connectionOf, connectionType, pageArgs } from './connection.ts';
import { Client } from './client.ts';
import { segmentsOf } from './global-id.ts';
import { money, Money } from './money.ts';
import { identified, Node } from './node.ts';

export const Instrument = builder.objectRef<InstrumentShape>('Instrument');

Instrument.implement({
  description: 'A share class of a mutual fund, in one trading currency.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id(
      identified(
        'Instrument',
        ({ id }) => [id],
        ([id], { fondo }) => fondo.instruments.all.byId(id),
      ),
    ),
    isin: t.exposeString('isincode', { description: 'ISIN of the share class.' }),
    name: t.exposeString('name', { description: 'Name of the fund.' }),
    currency: t.expose('currency', { type: 'Currency', description: 'Currency of the price; not always SEK.' }),
    closePrice: t.field({
      type: Money,
      description: 'Latest net asset value of one unit.',
      resolve: ({ closePrice, currency }) => money(closePrice, currency),
    }),
    priceDate: t.expose('priceDate', { type: 'DateTime', description: 'The day of `closePrice`.' }),
    unitDecimals: t.exposeInt('decimalsUnits', { description: 'Decimals of a unit that this fund accepts, 0 to 7.' }),
    minimumAmount: t.field({
      type: Money,
      description: 'Smallest amount that can be invested.',
      resolve: ({ minInvestmentAmountSEK }) => money(minInvestmentAmountSEK),
    }),
    isBuyable: t.exposeBoolean('isBuyable', { description: 'Open for subscriptions.' }),
    isSellable: t.exposeBoolean('isSellable', { description: 'Open for redemptions.' }),
    isTradable: t.exposeBoolean('isTradable', { description: 'Open for trading at all.' }),
    isComplex: t.exposeBoolean('isComplex', { description: 'A complex product: needs an appropriateness test.' }),
  }),
});

const InstrumentConnection = connectionType(Instrument);
const cursorOf = ({ id }: InstrumentShape): string => id;

builder.queryFields((t) => ({
  instrument: t.field({
    type: Instrument,
    description: 'One fund; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'Global id, or the bare id: ISIN and currency.' }) },
    resolve: (_root, { id }, { fondo }) => fondo.instruments.all.byId(segmentsOf(id, 'Instrument')[0]),
  }),
  instruments: t.field({
    type: InstrumentConnection,
    description: 'Every fund of the platform, by id.',
    args: pageArgs(t.arg),
    resolve: (_root, args, { fondo }) =>
      connectionOf(args, { page: (page) => fondo.instruments.all.page(page), cursorOf }),
  }),
}));

builder.objectField(Client, 'instruments', (t) =>
  t.field({
    type: InstrumentConnection,
    description: 'The funds that this client may offer, by id.',
    args: pageArgs(t.arg),
    resolve: ({ id }, args, { fondo }) =>
      connectionOf(args, { page: (page) => fondo.instruments.of(id).page(page), cursorOf }),
  }),
);
