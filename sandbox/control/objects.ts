import type { Books } from '../fondo/state.ts';
import type { Kinds } from '../fondo/types.ts';
import { idForm, parseGlobalId, type NodeName } from '../../src/schema/kit/global-id.ts';
import type { Bench } from './bench.ts';
import { ControlError } from './errors.ts';

export { toGlobalId } from '../../src/schema/kit/global-id.ts';

export const unknownObject = (what: string): never => {
  throw new ControlError('UNKNOWN_OBJECT', `There is no ${what} with this id here.`);
};

/** The segments of a global id. Throws for what is no id of this type. */
export function segments<N extends NodeName>(id: string, name: N) {
  const found = parseGlobalId(id, [name]);
  if (found) return found.segments;
  throw new ControlError('UNKNOWN_OBJECT', `This is no id of the form ${idForm(name)}.`);
}

/** Where an object of a client of Fondo is. */
export interface Place {
  readonly client: string;
  readonly books: Books;
  readonly key: string;
}

const NAMES = {
  account: 'Account',
  order: 'Order',
  journey: 'Journey',
  cashTransaction: 'CashTransaction',
} as const satisfies Partial<Record<keyof Kinds, NodeName>>;

/** The place of an object that exists; throws for any other id. */
export function placeOf(bench: Bench, id: string, kind: keyof typeof NAMES): Place {
  const name = NAMES[kind];
  const [client, key] = segments(id, name);
  const { state } = bench.fondo;
  if (!state.hasClient(client)) return unknownObject(name);
  const books = state.books(client);
  return books.tables[kind].get(key) ? { client, books, key } : unknownObject(name);
}

/** The same for a payment, which is no node of the GraphQL API. */
export function paymentPlace(bench: Bench, id: string): Place {
  const [, client = '', key = ''] = /^Payment:([\da-f-]+):([\da-f-]+)$/.exec(id) ?? [];
  const { state } = bench.fondo;
  const books = state.hasClient(client) ? state.books(client) : unknownObject('Payment');
  return books.tables.payment.get(key) ? { client, books, key } : unknownObject('Payment');
}
