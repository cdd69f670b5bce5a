import { Collection } from '../kit/collection.ts';
import { asObject, asRows } from '../kit/decode.ts';
import { path } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import type { Use } from '../kit/http/statuses.ts';
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
      // An offer without a profile cannot be applied for: PayEx may list such, and nobody misses them.
      return asRows<Wire['Offer']>(items, list, isNamed).filter((item): item is Offer => Boolean(item.accountProfile));
    },
    idOf: ({ accountProfile }) => accountProfile,
    cursorOf: ({ accountProfile }) => accountProfile,
  });
  return {
    all: () => offers.page({ limit: ALL }),
    byProfile: (profile: string) => offers.byId(profile),
  };
}

const asOffer = (body: unknown, accountProfile: string): Offer =>
  asObject<Offer>(body, 'PAYEX', ({ accountProfile: named }: Wire['Offer']) => named === accountProfile);

const isNamed = ({ accountProfile }: Wire['Offer']): boolean =>
  accountProfile == null || typeof accountProfile === 'string';
