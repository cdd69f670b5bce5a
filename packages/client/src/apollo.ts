import type { TypePolicies } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { connections, keyless, possibleTypes as types, resumable } from './generated/schema-data.ts';

/** `possibleTypes` of `InMemoryCache`: fragments on interfaces (`Process`, `Problem`) match by it. */
export const possibleTypes: Record<string, string[]> = Object.fromEntries(
  Object.entries(types).map(([name, members]) => [name, [...members]]),
);

const pages = (fields: Readonly<Record<string, readonly string[]>>) => ({
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, filters]) => [name, relayStylePagination([...filters])]),
  ),
});

/**
 * `typePolicies` of `InMemoryCache`: every list is paged as in Relay, one list for each set of filters; what has no
 * global id is part of the object that holds it; parts of an amount are merged.
 */
export const typePolicies: TypePolicies = {
  ...Object.fromEntries(keyless.map((name) => [name, { keyFields: false }])),
  ...Object.fromEntries(Object.entries(connections).map(([name, fields]) => [name, pages(fields)])),
  Money: { keyFields: false, merge: true },
  // An event takes the place of the one before it: they are of different types, and nothing of them is to be kept.
  Subscription: { fields: Object.fromEntries(resumable.map((name) => [name, { merge: false }])) },
};
