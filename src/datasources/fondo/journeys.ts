import { asObjectOf, asWritten } from '../kit/decode.ts';
import { deduplicated } from '../kit/deduplicated.ts';
import { path, type HttpClient } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import { writeOnce } from '../kit/http/write.ts';
import { owned } from './owned.ts';
import { orNull } from './problems.ts';
import type { Journey, JourneyRequest } from './types.ts';

/** Hosted flows of a client: operations `getJourney`, `postJourney`. Fondo has no list of them. */
export function createJourneys(http: HttpClient, operation: Operation) {
  const { correlationId } = operation;
  const base = (clientId: string): string => path`/v2/partner/client/${clientId}/journey`;
  return {
    byId: deduplicated((clientId: string, id: string) => {
      const read = http.call({ path: base(clientId) + path`/${id}`, ...operation });
      return orNull(read.then((body) => owned<Journey>(asObjectOf<Journey>(body, id, 'FONDO'), clientId)));
    }),
    /** Creates a journey, once. One whose answer is lost cannot be found again: there is no list. */
    async create(clientId: string, journey: JourneyRequest): Promise<Journey> {
      const created = await writeOnce<Journey>({
        provider: 'FONDO',
        correlationId,
        send: async () =>
          asWritten<Journey>(
            await http.call({ method: 'POST', path: base(clientId), body: journey, correlationId }),
            'FONDO',
          ),
      });
      return owned(created, clientId);
    },
  };
}
