import type { Context } from '../../context.ts';
import type { Keys, Prefetch } from '../../execution/prefetch/declared.ts';
import { parseGlobalId, type NodeName } from './global-id.ts';

type Declared = { readonly prefetch: Prefetch<Context> };

/** The `extensions` of a field whose reads can start before its parent is there: see `Prefetch`. */
export const prefetch = (what: Prefetch<Context>): Declared => ({ prefetch: what });

type Start<A> = (context: Context, keys: readonly [client: string, account: string], args: A) => unknown;

/** `prefetch` of a field of a client. */
export const ofClient = <A>(start: (context: Context, client: string, args: A) => unknown): Declared =>
  prefetch({ start: ([client], args, context) => start(context, client, args as A) });

/** `prefetch` of a field of an account: nothing starts where only the client is known. */
export const ofAccount = <A>(start: Start<A>): Declared =>
  prefetch({
    start: ([client, account], args, context) =>
      account === undefined ? undefined : start(context, [client, account], args as A),
  });

/** `prefetch` of the client of what belongs to one. */
export const ownClient: Declared = prefetch({
  key: (_args, [client]) => [client],
  start: ([client], _args, { fondo }) => fondo.clients.byId(client),
});

/**
 * `prefetch` of a root field: its argument `id`, or `ids`, is the global id of objects of these types. More ids than `max`
 * are refused by the field.
 */
export const named = (names: readonly NodeName[], max = 1): Declared =>
  prefetch({
    roots: ({ id, ids }) => {
      const given = Array.isArray(ids) ? ids : [id];
      return given.length > max ? [] : given.map((one) => rootOf(String(one), names));
    },
  });

function rootOf(id: string, names: readonly NodeName[]) {
  const reference = parseGlobalId(id, names);
  return reference && { type: reference.name, keys: reference.segments as Keys };
}
