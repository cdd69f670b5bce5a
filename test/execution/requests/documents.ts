import { DEMO_CLIENT } from '../../../sandbox/fondo/index.ts';
import type { Sent } from '../twins.ts';
import { posted, TYPENAME } from './bodies.ts';
import { accepting } from './media-types.ts';

const client = (selection: string): string => `client(id: "${DEMO_CLIENT}") { ${selection} }`;
const all = (texts: Record<string, string>): Record<string, Sent> =>
  Object.fromEntries(Object.entries(texts).map(([what, query]) => [what, posted(query)]));

export const documents = {
  ...all({
    text: 'not GraphQL',
    'an open brace': '{ __typename',
    'an unclosed string': '{ client(id: "x) { name } }',
    'nothing but a comment': '# nothing',
    'nothing but a fragment': 'fragment A on Query { __typename }',
    'a field that is not there': '{ nothing }',
    'several errors': '{ nothing client { name } clients { x } }',
    'no selection': '{ client(id: "x") }',
    'a selection of a scalar': '{ __typename { x } }',
    'an argument that is not there': '{ client(id: "x", secret: 1) { name } }',
    'an argument of the wrong type': '{ clients(first: "secret") { nodes { id } } }',
    'a value that is not there': '{ client(id: "x") { accounts(status: SECRET) { nodes { id } } } }',
    'an unknown variable': '{ client(id: $id) { name } }',
    'an unknown fragment': '{ ...Nothing }',
    'an unused fragment': `${TYPENAME} fragment A on Query { __typename }`,
    'a fragment in a circle': '{ ...A } fragment A on Query { ...A }',
    'fields that exclude each other': '{ a: client(id: "x") { name } a: clients { nodes { id } } }',
    'a directive that is not there': '{ __typename @secret }',
    'a directive where it may not be': 'query @skip(if: true) { __typename }',
    'a definition of a type': 'type A { b: Int } { __typename }',
    'two operations without a name': `${TYPENAME} ${TYPENAME}`,
    'a subscription': 'subscription { processChanged(id: "x") { __typename } }',
    'a part that comes later': '{ ... @defer { __typename } }',
    'a list that comes later': '{ clients { nodes @stream { id } } }',
    'blocks and escapes': '{ client(id: """x "y" \\""" z""") { name } other: client(id: "\\u00e9\\n") { name } }',
    'a byte order mark': `\uFEFF${TYPENAME}`,
    'the same object twice': `{ ${client('name')} ${client('country name')} }`,
    'one object by many ways': `{ ${client('...A ... on Node { id } ... { name } ... on Client { country }')} node(id: "Client:${DEMO_CLIENT}") { id ...A } } fragment A on Client { name }`,
  }),
  'an unused variable': posted('query ($id: ID) { __typename }', { id: 1 }),
  'a variable of the wrong type': posted('query ($id: Int!) { client(id: $id) { name } }', { id: 1 }),
  'two operations of one name': posted('query A { __typename } query A { __typename }', {}, { operationName: 'A' }),
};

const SOME = `query ($yes: Boolean!, $no: Boolean = false) {
  ${client('id @skip(if: $yes) name @include(if: $yes) ...More @include(if: $no) ... @skip(if: $no) { country }')}
} fragment More on Client { registrationNumber }`;
const WITHOUT = 'query ($no: Boolean!)';

export const skipping = {
  yes: posted(SOME, { yes: true }),
  no: posted(SOME, { yes: false }),
  both: posted(SOME, { yes: false, no: true }),
  'null in place of a default': posted(SOME, { yes: true, no: null }),
  'no variables': posted(SOME),
  'text for a variable': posted(SOME, { yes: 'true' }),
  'no field at all': posted(`${WITHOUT} { __typename @include(if: $no) }`, { no: false }),
  'no mutation at all': posted('mutation ($no: Boolean!) { unsubscribeLoanWebhook @include(if: $no) { __typename } }', {
    no: false,
  }),
  'one of two uses': posted(`${WITHOUT} { ${client('name @include(if: $no)')} ${client('name country')} }`, {
    no: false,
  }),
  ...all({
    'what is written out':
      '{ a: __typename @skip(if: true) b: __typename @include(if: true) c: __typename @skip(if: false) @include(if: false) }',
    'one directive twice': '{ __typename @skip(if: false) @skip(if: true) }',
    'a directive without its argument': '{ __typename @skip }',
  }),
};

const COSTLY = '{ clients(first: 500) { nodes { accounts(first: 500) { nodes { id } } } } }';
const deep = (levels: number): string =>
  `{ ${client(`${'accounts { nodes { client { '.repeat(levels)} id ${'} } }'.repeat(levels)}`)} }`;

export const limits = {
  ...all({
    'levels of the document': deep(6),
    'levels of a value': `{ node(id: ${'['.repeat(51)}) { id } }`,
    cost: COSTLY,
    aliases: `{ ${Array.from({ length: 31 }, (_, at) => `a${at}: __typename`).join(' ')} }`,
    repeats: `{ ${'__typename '.repeat(31)} }`,
    fragments: `{ ${'... { __typename } '.repeat(500)} }`,
    directives: `{ __typename ${'@skip(if: false) '.repeat(51)} }`,
    tokens: `{ ${'__typename '.repeat(3_000)} }`,
    characters: `${TYPENAME} #${'x'.repeat(100_000)}`,
  }),
  'cost by a variable': posted(
    'query ($n: Int) { clients(first: $n) { nodes { accounts(first: $n) { nodes { id } } } } }',
    { n: 500 },
  ),
  'cost, for a GraphQL response': accepting('application/graphql-response+json', COSTLY),
};

export const introspection = {
  ...all({
    'aliases like __proto__': `{ __proto__: __typename a: ${client('__proto__: name constructor: id toString: __typename')} }`,
    'an object under __proto__': `{ __proto__: ${client('name')} }`,
    'aliases out of order': '{ b: __typename a: __typename _1: __typename }',
    'a field __proto__': '{ __proto__ }',
    'a type': '{ __type(name: "Client") { name kind fields { name type { name ofType { name } } } } }',
    'a type that is not there': '{ __type(name: "__proto__") { name } }',
    'the schema': '{ __schema { queryType { name } types { name kind } directives { name locations args { name } } } }',
    'the schema beside data': `{ __schema { queryType { name } } ${client('__typename')} }`,
    'the names of types': '{ providers { __typename } clients { __typename nodes { __typename } } }',
    'the name of a mutation': 'mutation { __typename }',
  }),
  'a type by a variable': posted('query ($name: String!) { __type(name: $name) { enumValues { name } } }', {
    name: 'ProcessState',
  }),
};
