import DataLoader from 'dataloader';
import { asObject } from '../decode.ts';
import { path, type HttpClient } from '../http.ts';
import type { Operation } from '../operation.ts';
import { writeOnce } from '../write.ts';
import { owned } from './owned.ts';
import { orNull } from './problems.ts';
import type { Journey, JourneyRequest } from './types.ts';

/** Hosted flows of a client: operations `getJourney`, `postJourney`. Fondo has no list of them. */
export function createJourneys(http: HttpClient, operation: Operation) {
  const { correlationId } = operation;
  const base = (clientId: string): string => path`/v2/partner/client/${clientId}/journey`;
  const read = async ({ clientId, id }: JourneyKey): Promise<Journey | null> => {
    const found = await orNull(http.call<Journey>({ path: base(clientId) + path`/${id}`, ...operation }));
    return found && owned(asObject(found, 'FONDO'), clientId);
  };
  const loader = new DataLoader<JourneyKey, Journey | null, string>(
    (keys) => Promise.all(keys.map((key) => read(key).catch((error: unknown) => error as Error))),
    { cacheKeyFn: ({ clientId, id }) => `${clientId}/${id}` },
  );
  return {
    byId: (clientId: string, id: string): Promise<Journey | null> => loader.load({ clientId, id }),
    /** Creates a journey, once. One whose answer is lost cannot be found again: there is no list. */
    async create(clientId: string, journey: JourneyRequest): Promise<Journey> {
      const created = await writeOnce<Journey>({
        provider: 'FONDO',
        correlationId,
        send: () => http.call({ method: 'POST', path: base(clientId), body: journey, correlationId }),
        find: () => Promise.resolve(undefined),
      });
      return owned(asObject(created, 'FONDO'), clientId);
    },
  };
}

interface JourneyKey {
  readonly clientId: string;
  readonly id: string;
}
