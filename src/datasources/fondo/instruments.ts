import { Collection } from '../kit/collection.ts';
import { pageQuery } from '../kit/paging/page.ts';
import { perParent } from '../kit/per-parent.ts';
import { asObjectOf, asRows, hasId } from '../kit/decode.ts';
import { path, type HttpClient } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import { orNull } from './problems.ts';
import type { Instrument } from './types.ts';

const idOf = ({ id }: Instrument): string => id;

/** Funds: operations `getInstruments`, `getIstrumentById`, `getClientInstrumentUniverse`. They have no `sortedId`: the id is the cursor. */
export function createInstruments(http: HttpClient, operation: Operation) {
  const one = (id: string): Promise<Instrument | null> =>
    orNull(
      http
        .call({ path: path`/v2/partner/instrument/${id}`, ...operation })
        .then((body) => asObjectOf<Instrument>(body, id, 'FONDO')),
    );
  const collection = (address: string): Collection<Instrument> =>
    new Collection({
      one,
      page: async (page) =>
        asRows<Instrument>(
          await http.call({ path: address, query: pageQuery(page), ...operation }),
          { provider: 'FONDO', path: address, ...operation },
          hasId,
        ),
      idOf,
      cursorOf: idOf,
      size: http.sizes?.of(address),
      trace: operation.trace,
    });
  return {
    /** Every fund of the platform. */
    all: collection('/v2/partner/instrument'),
    /** The funds that one client may offer. */
    of: perParent((clientId) => collection(path`/v2/partner/client/${clientId}/instrument`)),
  };
}
