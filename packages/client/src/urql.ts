import type { CacheExchangeOpts } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { introspection } from './generated/introspection.ts';
import { connections, keyless } from './generated/schema-data.ts';

/** `keys` of Graphcache: what has no global id is part of the object that holds it. */
export const keys: NonNullable<CacheExchangeOpts['keys']> = Object.fromEntries(
  keyless.map((name) => [name, () => null]),
);

/** `resolvers` of Graphcache: every list is paged as in Relay, one list for each set of filters. */
export const resolvers: NonNullable<CacheExchangeOpts['resolvers']> = Object.fromEntries(
  Object.entries(connections).map(([name, fields]) => [
    name,
    Object.fromEntries(Object.keys(fields).map((field) => [field, relayPagination()])),
  ]),
);

/** `schema` of Graphcache: types and fields, without descriptions and arguments. */
export const schema: NonNullable<CacheExchangeOpts['schema']> = introspection as never;

/** What `cacheExchange` needs to know of this API. */
export const graphcache: Pick<CacheExchangeOpts, 'schema' | 'keys' | 'resolvers'> = { schema, keys, resolvers };
