import { DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import type { Sent } from '../twins.ts';

export const TYPENAME = '{ __typename }';
export const NAME = 'query ($id: ID!) { client(id: $id) { name } }';
const PAGE = 'query ($n: Int, $since: DateTime) { clients(first: $n, modifiedSince: $since) { nodes { id name } } }';
const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on Order { id } } }';
const ACCOUNTS = 'query ($id: ID!, $n: Int) { client(id: $id) { accounts(first: $n) { nodes { name } } } }';
const TWO = 'query A { __typename } query B { providers { provider } }';
const order = { account: 'Account:a:b', instrument: 'c', trade: { buyAmount: '1' }, executor: '197001010003' };

/** A POST of JSON, with anything in place of its members. */
export const posted = (query: unknown, variables?: unknown, more?: object): Sent => ({
  body: { query, variables, ...more },
});

export const variables = {
  missing: posted(NAME),
  'a null': posted(NAME, { id: null }),
  'an object for an id': posted(NAME, { id: { secret: 1 } }),
  'a number for an id': posted(NAME, { id: 7 }),
  'a list for an id': posted(NAME, { id: [DEMO_CLIENT] }),
  'one that is unknown': posted(NAME, { id: DEMO_CLIENT, other: 1 }),
  'text for a number': posted(PAGE, { n: '3' }),
  'a fraction for a whole number': posted(PAGE, { n: 1.5 }),
  'a number that is too large': posted(PAGE, { n: 2 ** 31 }),
  'a page that is too large': posted(PAGE, { n: 501 }),
  'a page of nothing': posted(PAGE, { n: 0 }),
  'a page of less than nothing': posted(PAGE, { n: -1 }),
  'null for a page': posted(PAGE, { n: null }),
  'no instant': posted(PAGE, { since: 'yesterday' }),
  'a list for all': posted(PAGE, [1]),
  'text for all': posted(PAGE, '{"n":1}'),
  'null for all': posted(PAGE, null),
  'an input without its members': posted(PLACE, { input: { account: 'a' } }),
  'an input with an unknown member': posted(PLACE, { input: { ...order, secret: 1 } }),
  'both of what excludes each other': posted(PLACE, { input: { ...order, trade: { buyAmount: '1', sellUnits: '1' } } }),
  'a wrong amount': posted(PLACE, { input: { ...order, trade: { buyAmount: '1,5' } } }),
  'the name __proto__': { body: `{"query":"${NAME}","variables":{"__proto__":{"id":"${DEMO_CLIENT}"}}}` },
  'a wrong one before a right one': posted(ACCOUNTS, { id: {}, n: 3 }),
  'a right one after a wrong one': posted(ACCOUNTS, { id: DEMO_CLIENT, n: 3 }),
};

const named = (operationName: unknown, query = TWO): Sent => posted(query, undefined, { operationName });

export const names = {
  'the first': named('A'),
  'the second': named('B'),
  'none of several': posted(TWO),
  'null of several': named(null),
  'an empty one of several': named(''),
  'an empty one of one': named('', TYPENAME),
  'an unknown one of several': named('C'),
  'an unknown one of one': named('B', 'query A { __typename }'),
  'one of an operation that has none': named('A', TYPENAME),
  'a number': named(1),
  'a list': named(['A']),
  'the name __proto__': named('__proto__'),
  'of a mutation beside a query': named(
    'B',
    'query A { __typename } mutation B { unsubscribeLoanWebhook { __typename } }',
  ),
  'of a query beside a subscription': named(
    'A',
    'query A { __typename } subscription B { processChanged(id: "x") { __typename } }',
  ),
};

const extended = (extensions: unknown, query: string | undefined = TYPENAME): Sent =>
  posted(query, undefined, { extensions });
const unknownDocument = { persistedQuery: { version: 1, sha256Hash: '0' } };

export const bodies = {
  none: {},
  'an empty text': { body: '' },
  'no JSON': { body: '{' },
  'a null': { body: 'null' },
  'a text': { body: '"{ __typename }"' },
  'a number': { body: '1' },
  'an empty object': { body: {} },
  'an empty list': { body: [] },
  'a list': { body: [{ query: TYPENAME }, { query: TYPENAME }] },
  'an unknown member': posted(TYPENAME, undefined, { secret: 1 }),
  'an unknown member that is null': posted(TYPENAME, undefined, { secret: null }),
  'the id of a document': posted(undefined, undefined, { documentId: 'sha256:0' }),
  'the id of a document beside a document': posted(TYPENAME, undefined, { documentId: 'sha256:0' }),
  'a query of null': posted(null),
  'a query that is a number': posted(1),
  'a query that is an object': posted({}),
  'an empty query': posted(''),
  'a query of blanks': posted(' \n'),
  'extensions of null': extended(null),
  'empty extensions': extended({}),
  'unknown extensions': extended({ secret: 1 }),
  'extensions that are a list': extended([]),
  'extensions that are text': extended('x'),
  'a hash that is unknown': posted(undefined, undefined, { extensions: unknownDocument }),
  'a hash of another document': extended(unknownDocument),
  'a hash of null': extended({ persistedQuery: null }),
  'a member twice': { body: '{"query":"{ nothing }","query":"{ __typename }"}' },
  'a byte order mark': { body: '\uFEFF{"query":"{ __typename }"}' },
  'the member __proto__': { body: '{"query":"{ __typename }","__proto__":{}}' },
};

const got = (params: Record<string, string>, headers: Record<string, string> = {}): Sent => ({
  method: 'GET',
  search: `?${new URLSearchParams(params).toString()}`,
  headers,
});

export const methods: Record<string, Sent> = {
  GET: got({ query: TYPENAME }),
  'GET for a GraphQL response': got({ query: TYPENAME }, { accept: 'application/graphql-response+json' }),
  'GET with variables': got({ query: NAME, variables: JSON.stringify({ id: DEMO_CLIENT }) }),
  'GET with variables that are no JSON': got({ query: NAME, variables: '{' }),
  'GET without its variables': got({ query: NAME }),
  'GET of one of several': got({ query: TWO, operationName: 'B' }),
  'GET of several': got({ query: TWO }),
  'GET with extensions': got({ query: TYPENAME, extensions: '{}' }),
  'GET of a mutation': got({ query: 'mutation { unsubscribeLoanWebhook { __typename } }' }),
  'GET of nothing': { method: 'GET' },
  'GET with an unknown parameter': got({ query: TYPENAME, secret: '1' }),
  'GET of no document': got({ query: '{' }),
  HEAD: { ...got({ query: TYPENAME }), method: 'HEAD' },
  PUT: { ...posted(TYPENAME), method: 'PUT', headers: { 'content-type': 'application/json' } },
  DELETE: { method: 'DELETE' },
  'POST with its query in the address': { search: '?query={__typename}' },
  'POST with a query in both': { search: '?query={nothing}', body: { query: TYPENAME } },
};
