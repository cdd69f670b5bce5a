import { Collection } from '../collection.ts';
import { asList, asObject } from '../decode.ts';
import { path, type HttpClient } from '../http.ts';
import type { Operation } from '../operation.ts';
import { orNull } from './problems.ts';
import type { Client } from './types.ts';

/** Clients of the partner: operations `getClients`, `getClientById`. */
export const createClients = (http: HttpClient, operation: Operation): Collection<Client> =>
  new Collection<Client>({
    one: (id) =>
      orNull(http.call({ path: path`/v2/partner/client/${id}`, ...operation }).then((body) => asObject(body, 'FONDO'))),
    page: async (query) =>
      asList(await http.call({ path: '/v2/partner/client', query: { ...query }, ...operation }), 'FONDO'),
    idOf: ({ id }) => id,
    cursorOf: ({ sortedId }) => sortedId,
  });
