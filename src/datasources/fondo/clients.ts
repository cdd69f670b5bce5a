import { Collection } from '../kit/collection.ts';
import { pageQuery } from '../kit/paging/page.ts';
import { asObjectOf, asRows, hasId, hasPlace } from '../kit/decode.ts';
import { deduplicated } from '../kit/deduplicated.ts';
import { path, type HttpClient } from '../kit/http/transport.ts';
import type { Operation } from '../kit/operation.ts';
import { writeOnce } from '../kit/http/write.ts';
import { withCanonicalIds } from './canonical-ids.ts';
import { orNull } from './problems.ts';
import type { Client, ClientCreateRequest, ClientUpdateRequest, Custodian } from './types.ts';

const idOf = ({ id }: Client): string => id;
const cursorOf = ({ sortedId }: Client): string => sortedId;
const LIST = '/v2/partner/client';

/**
 * Clients of the partner: operations `getClients`, `getClientById`, `createClient`, `updateClient`, and what is known
 * of each alone: `getCustodians`.
 */
export function createClients(http: HttpClient, operation: Operation) {
  const { correlationId } = operation;
  const address = (id: string): string => path`/v2/partner/client/${id}`;
  const all = new Collection<Client>({
    one: (id) => orNull(http.call({ path: address(id), ...operation }).then((body) => asClient(body, id))),
    page: async (page) => {
      const list = { path: LIST, query: pageQuery(page), ...operation };
      const rows = asRows<Client>(await http.call(list), { provider: 'FONDO', ...list }, hasPlace);
      rows.forEach(withCanonicalIds);
      return rows;
    },
    idOf,
    cursorOf,
    size: http.sizes?.of(LIST),
    trace: operation.trace,
    scanned: operation.scanned,
    held: operation.held,
  });
  const read = (id: string) =>
    orNull(http.call({ path: address(id), correlationId }).then((body) => asClient(body, id)));

  return {
    all,
    byId: (id: string) => all.byId(id),
    /** Custodians from which holdings can be moved to accounts of this client. Fondo does not page them. */
    custodians: deduplicated(async (clientId: string) => {
      const list = { path: `${address(clientId)}/custodian`, ...operation };
      return asRows<Custodian>(await http.call(list), { provider: 'FONDO', ...list }, hasId);
    }),
    /** Creates a client, once, under an id of our choice: one whose answer was lost is found again by it. */
    async create(client: ClientCreateRequest & { id: string }): Promise<Client> {
      const created = await writeOnce<Client>({
        provider: 'FONDO',
        correlationId,
        references: [client.id],
        send: async () =>
          asClient(await http.call({ method: 'POST', path: LIST, body: client, correlationId }), client.id),
        find: async () => {
          const found = await read(client.id);
          return found && found.crn === client.crn && found.name === client.name ? found : undefined;
        },
      });
      return all.put(created);
    },
    /** Changes what is given and nothing else. A lost answer counts as success once the client reads as asked for. */
    async update(id: string, changes: ClientUpdateRequest): Promise<Client> {
      const updated = await writeOnce<Client>({
        provider: 'FONDO',
        correlationId,
        send: async () =>
          asClient(await http.call({ method: 'PATCH', path: address(id), body: changes, correlationId }), id),
        find: async () => {
          const client = await read(id);
          return client && reads(client, changes) ? client : undefined;
        },
      });
      return all.put(updated);
    },
  };
}

const asClient = (body: unknown, id: string): Client => withCanonicalIds(asObjectOf<Client>(body, id, 'FONDO'));

/** Whether an object holds everything that was asked for; what the provider adds does not count. */
function reads(found: unknown, asked: unknown): boolean {
  if (typeof asked !== 'object' || asked === null) return found === asked;
  if (typeof found !== 'object' || found === null) return false;
  if (Array.isArray(asked) && (!Array.isArray(found) || found.length !== asked.length)) return false;
  return Object.entries(asked).every(([name, value]) => reads((found as Record<string, unknown>)[name], value));
}
