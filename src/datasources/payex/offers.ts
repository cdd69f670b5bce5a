import { Collection } from '../kit/collection.ts';
import { asObject, asRows, hasTexts } from '../kit/decode.ts';
import { path } from '../kit/http.ts';
import type { Operation } from '../kit/operation.ts';
import type { Use } from '../kit/statuses.ts';
import type { PayexClient } from './client.ts';
import { orNull } from './problems.ts';
import type { Offer, Wire } from './types.ts';

/** PayEx lists all offers of a ledger in one page. */
const ALL = 1_000;

/** The account profiles of the ledger: operations `listOffers`, `getOffer`. */
export function createOffers(http: PayexClient, operation: Operation) {
  const read = <T>(address: string, use: Use) => http.call<T>({ path: address, use, subject: 'offer', ...operation });
  const offers = new Collection<Offer>({
    one: (profile) => orNull(read(path`/offers/${profile}`, 'object').then((body) => asOffer(body, profile))),
    page: async () => {
      const { items } = asObject<Wire['OfferList']>(await read('/offers', 'list'), 'PAYEX');
      const list = { provider: 'PAYEX', path: '/offers', ...operation } as const;
      return asRows<Offer>(items, list, hasTexts('accountProfile')).filter(
        ({ accountProfile }) => accountProfile !== '',
      );
    },
    idOf: ({ accountProfile }) => accountProfile,
    cursorOf: ({ accountProfile }) => accountProfile,
  });
  return {
    all: () => offers.page({ limit: ALL }),
    byProfile: (profile: string) => offers.byId(profile),
  };
}

const asOffer = (body: unknown, accountProfile: string): Offer => ({
  ...asObject<Wire['Offer']>(body, 'PAYEX'),
  accountProfile,
});
