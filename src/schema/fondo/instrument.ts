import type { Collection } from '../../datasources/kit/collection.ts';
import type { Instrument as InstrumentShape } from '../../datasources/fondo/types.ts';
import type { Decimal } from '../../datasources/kit/decode.ts';
import { BadValue } from '../../faults.ts';
import { instrumentArgs, matching, type InstrumentArgs } from './lists/instrument-search.ts';
import { ofClient } from '../kit/prefetch.ts';
import { urlFrom } from '../kit/provider-url.ts';
import { builder } from '../kit/builder.ts';
import { listSize } from '../kit/list-size.ts';
import { connectionOf, connectionType } from '../kit/connection.ts';
import { Client } from './client.ts';
import { dayOrInstant } from './lists/day-or-instant.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { money, Money } from '../kit/money.ts';
import { nodeIdField, Node } from '../kit/node.ts';

/** The members are open in the contract: these are the likely ones. */
type Cost = Partial<Record<'ongoing' | 'transaction' | 'entry' | 'exit' | 'performance', Decimal>>;
type Document = Partial<NonNullable<InstrumentShape['kiid']>[number]>;

/** Documents as objects, whichever way they are sent. Throws `BadValue` for what is no list. */
function documentsOf(kiid: unknown): Document[] {
  if (kiid == null) return [];
  if (!Array.isArray(kiid)) throw new BadValue('list');
  return (kiid as (Document | string)[]).map((one) => (typeof one === 'string' ? { url: one } : one));
}

const InstrumentDocument = builder.objectRef<Document>('InstrumentDocument').implement({
  description: 'A key information document of a fund.',
  fields: (t) => ({
    language: t.exposeString('language', { description: 'Language, ISO 639-1; null when the provider does not say.' }),
    url: t.expose('url', { type: 'URL', description: 'Where it is.', extensions: urlFrom('fondo') }),
  }),
});

const InstrumentCost = builder.objectRef<Cost>('InstrumentCost').implement({
  description: 'Yearly and single costs of a fund, in percent.',
  fields: (t) => ({
    ongoing: t.expose('ongoing', { type: 'Decimal', description: 'Ongoing charge per year.' }),
    transaction: t.expose('transaction', { type: 'Decimal', description: 'Cost of the trades inside the fund.' }),
    entry: t.expose('entry', { type: 'Decimal', description: 'Fee when buying.' }),
    exit: t.expose('exit', { type: 'Decimal', description: 'Fee when selling.' }),
    performance: t.expose('performance', { type: 'Decimal', description: 'Fee on performance.' }),
  }),
});

export const Instrument = builder.objectRef<InstrumentShape>('Instrument');

Instrument.implement({
  description: 'A share class of a mutual fund, in one trading currency.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id(
      nodeIdField(
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
    priceDate: t.field({
      type: 'DateTime',
      description: 'The day of `closePrice`.',
      resolve: ({ priceDate }) => dayOrInstant(priceDate),
    }),
    unitDecimals: t.exposeInt('decimalsUnits', { description: 'Decimals of a unit that this fund accepts, 0 to 7.' }),
    minimumAmount: t.field({
      type: Money,
      description: 'Smallest amount that can be invested.',
      resolve: ({ minInvestmentAmountSEK }) => money(minInvestmentAmountSEK),
    }),
    minimumInitialAmount: t.field({
      type: Money,
      description: 'Smallest amount of a first purchase.',
      resolve: ({ minInitialAmountSek }) => money(minInitialAmountSek),
    }),
    minimumSubsequentAmount: t.field({
      type: Money,
      description: 'Smallest amount of a later purchase.',
      resolve: ({ minSubsequentAmountSek }) => money(minSubsequentAmountSek),
    }),
    documents: t.field({
      type: [InstrumentDocument],
      extensions: listSize(2),
      nullable: { list: false, items: false },
      description: 'Key information documents (KIID).',
      resolve: ({ kiid }) => documentsOf(kiid),
    }),
    cost: t.field({
      type: InstrumentCost,
      description: 'What the fund costs.',
      resolve: ({ cost }) => cost as Cost | null | undefined,
    }),
    rebate: t.expose('rebate', {
      type: 'Decimal',
      description: 'Rebate on the fee; the provider does not say in what unit, probably percent of the fee.',
    }),
    isBuyable: t.exposeBoolean('isBuyable', { description: 'Open for subscriptions.' }),
    isSellable: t.exposeBoolean('isSellable', { description: 'Open for redemptions.' }),
    isTradable: t.exposeBoolean('isTradable', { description: 'Open for trading at all.' }),
    isComplex: t.exposeBoolean('isComplex', { description: 'A complex product: needs an appropriateness test.' }),
  }),
});

const InstrumentConnection = connectionType(Instrument);

const NO_ORDER =
  'Funds have no date of creation and their ids say nothing of their age: there is no newest first, and pages lead forwards only.';

const instrumentsIn = (funds: Collection<InstrumentShape>, args: InstrumentArgs) =>
  connectionOf(args, { page: (page) => funds.page(page), cursorOf: ({ id }) => id, keep: matching(args) });

builder.queryFields((t) => ({
  instrument: t.field({
    type: Instrument,
    description: 'One fund; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'Global id, or the bare id: ISIN and currency.' }) },
    resolve: (_root, { id }, { fondo }) => fondo.instruments.all.byId(segmentsOf(id, 'Instrument')[0]),
  }),
  instruments: t.field({
    type: InstrumentConnection,
    description: `The funds of the platform, by id. ${NO_ORDER}`,
    args: instrumentArgs(t.arg),
    resolve: (_root, args, { fondo }) => instrumentsIn(fondo.instruments.all, args),
  }),
}));

builder.objectField(Client, 'instruments', (t) =>
  t.field({
    type: InstrumentConnection,
    description: `The funds that this client may offer, by id. ${NO_ORDER}`,
    args: instrumentArgs(t.arg),
    extensions: ofClient(({ fondo }, client, args: InstrumentArgs) =>
      instrumentsIn(fondo.instruments.of(client), args),
    ),
    resolve: ({ id }, args, { fondo }) => instrumentsIn(fondo.instruments.of(id), args),
  }),
);
