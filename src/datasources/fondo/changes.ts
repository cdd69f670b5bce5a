import { asObject, asObjectOf, asRows, hasPlace } from '../kit/decode.ts';
import { instantOf } from '../kit/instant.ts';
import { path } from '../kit/http/transport.ts';
import type { FondoClient } from './client.ts';
import type { EventObject } from './events.ts';
import { owned } from './owned.ts';
import { orNull } from './problems.ts';
import type { Pong } from './types.ts';

type Row = { readonly id: string; readonly sortedId: string; clientId: string };

/** The lists of a client that can be asked for what changed since a moment. */
const LISTS = {
  account: 'account',
  order: 'order',
  cashTransaction: 'transaction/cash',
  fundTransaction: 'transaction/fund',
} as const satisfies Partial<Record<EventObject, string>>;
/** What can be read by id, by its path below the client; the client itself is read at its own path. */
const OBJECT_PATHS: Partial<Record<EventObject, string>> = {
  ...LISTS,
  journey: 'journey',
  allocationPlan: 'allocationplan',
  client: '',
};
export type ListedObject = keyof typeof LISTS;
export const LISTED_OBJECTS = Object.keys(LISTS) as readonly ListedObject[];

const PAGE = 500;

/** Readings that are always made fresh: what changed at a client since a moment, and single objects as they stand. */
export function createChanges(http: FondoClient) {
  const base = (clientId: string): string => path`/v2/partner/client/${clientId}`;
  return {
    /** The time on Fondo's clock, ISO 8601 in UTC (operation `ping`); undefined when the answer does not say. */
    async now(signal: AbortSignal): Promise<string | undefined> {
      const { pong } = asObject<Pong>(await http.call({ path: '/ping', deadlineMs: 3_000, signal }), 'FONDO');
      return instantOf(pong);
    },
    /** Every object of a list whose `modifiedDate` is at or after the moment, in its present state. */
    async since(clientId: string, object: ListedObject, from: string, signal: AbortSignal): Promise<Row[]> {
      const found = new Map<string, Row>();
      let start: string | undefined;
      for (;;) {
        const list = {
          path: `${base(clientId)}/${LISTS[object]}`,
          query: { modifiedFrom: from, limit: PAGE, start },
          signal,
        };
        const rows = asRows<Row>(await http.call(list), { provider: 'FONDO', ...list }, hasPlace);
        const before = found.size;
        for (const row of rows) found.set(owned<Row>(row, clientId).id, row);
        const last = rows.at(-1)?.sortedId;
        if (rows.length + (rows.leftOut ?? 0) < PAGE || found.size === before || !last) return [...found.values()];
        start = last;
      }
    },
    /** One object in its present state; null when it is gone, or cannot be read by id. */
    async one(clientId: string, object: EventObject, id: string, signal: AbortSignal): Promise<Row | null> {
      const noun = OBJECT_PATHS[object];
      if (noun === undefined) return null;
      const address = noun === '' ? base(clientId) : `${base(clientId)}/${noun}${path`/${id}`}`;
      const read = http.call({ path: address, signal });
      return orNull(read.then((body) => owned<Row>(asObjectOf<Row>(body, id, 'FONDO'), clientId)));
    },
    /** The payments of an instruction as they stand now (operation `getInstructionPayment`). */
    async payments(clientId: string, instructionId: string, signal: AbortSignal): Promise<Row[]> {
      const address = base(clientId) + path`/instruction/${instructionId}/payment`;
      const body = (await orNull(http.call({ path: address, signal }))) ?? [];
      const rows = asRows<Row>(body, { provider: 'FONDO', path: address });
      http.payments.learn(clientId, instructionId, rows);
      return rows.map((row) => owned(row, clientId));
    },
  };
}
