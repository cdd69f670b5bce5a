import type { Context } from '../../context.ts';
import type { Prefetch } from '../../execution/prefetch.ts';

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
