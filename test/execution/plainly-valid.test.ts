import { buildSchema, Lexer, parse, Source, TokenKind, validate, type DocumentNode } from 'graphql';
import { expect, test } from 'vitest';
import { isPlainlyValid } from '../../src/execution/plainly-valid.ts';
import { schema } from '../../src/schema/index.ts';
import { SAMPLES } from '../auth/samples.ts';
import { corpus } from './corpus.ts';
import { between, pick, randomOf, type Random } from './random.ts';
import { randomOperation } from './random-operations.ts';

const small = buildSchema(`
  enum Size { SMALL LARGE }
  input Point { x: Int! y: Int }
  interface Named { name(upper: Boolean = false): String }
  type Cat implements Named { name(upper: Boolean = false): String id: ID! lives: Int weight: Int friend: Cat }
  type Dog implements Named { name(upper: Boolean = false): String id: ID! lives: Int weight: Float! friend: Dog }
  type Stone { id: ID! weight: Int }
  union Animal = Cat | Dog
  type Query { cat(id: ID!, size: Size, sizes: [Size!], at: Point, first: Int! = 1): Cat named: Named animal: Animal stone: Stone text(of: String): String! }
  type Mutation { feed(id: ID!, amount: Float): Cat }
  type Subscription { fed: Cat }
`);
const isPlain = (text: string): boolean => isPlainlyValid(small, parse(text));

const PLAIN = [
  '{ __typename }',
  '{ cat(id: "1") { id name lives } }',
  'query A($id: ID!, $size: Size = LARGE) { cat(id: $id, size: $size, sizes: [SMALL, LARGE], first: 2) { c: id } }',
  'query ($a: Boolean!, $b: Boolean! = true) { text @skip(if: $a) @include(if: $b) other: text @include(if: true) }',
  '{ named { __typename ... on Cat { lives id } ... on Dog { __typename lives } } }',
  '{ animal { ... on Named { name } ... on Dog { friend { id } } } }',
  'mutation ($amount: Float) { feed(id: 3, amount: $amount) { id id } }',
  '{ text(of: null) }',
  '{ animal { ... on Cat { id name } ... on Dog { id name } } named { ... on Cat { id } name } }',
  '{ named { ...A ...B id: __typename @skip(if: false) } } fragment A on Cat { lives ...C } fragment B on Named { name } fragment C on Named { name }',
  'query ($id: ID!) { ...Q } fragment Q on Query { cat(id: $id) { id } }',
];
test.each(PLAIN)('one walk tells that this is valid: %s', (text) => {
  expect(validate(small, parse(text))).toEqual([]);
  expect(isPlain(text)).toBe(true);
});

const INVALID = [
  '{ nothing }',
  '{ __typename @unknown }',
  '{ text @skip(if: true) @skip(if: true) }',
  '{ text @skip }',
  '{ text @skip(if: 1) }',
  '{ text @skip(if: true, if: false) }',
  'query @skip(if: true) { text }',
  '{ cat { id } }',
  '{ cat(id: "1") }',
  '{ cat(id: "1", id: "1") { id } }',
  '{ cat(id: "1", other: 1) { id } }',
  '{ cat(id: null) { id } }',
  '{ cat(id: "1", first: null) { id } }',
  '{ cat(id: 1.5) { id } }',
  '{ cat(id: "1", size: HUGE) { id } }',
  '{ cat(id: "1", size: "LARGE") { id } }',
  '{ cat(id: "1", sizes: [SMALL, null]) { id } }',
  '{ cat(id: "1", at: { y: 1 }) { id } }',
  '{ cat(id: "1", first: 99999999999) { id } }',
  '{ text { id } }',
  '{ named { lives } }',
  '{ named { ... on Stone { id } } }',
  '{ named { ... on Size { id } } }',
  '{ named { ... on Nothing { id } } }',
  '{ animal { name } }',
  '{ animal { ... on Cat { weight } ... on Dog { weight } } }',
  '{ animal { ... on Cat { x: id } ... on Dog { x: lives } } }',
  '{ a: text a: __typename }',
  '{ a: text(of: "1") a: text(of: "2") }',
  '{ cat(id: "1") { id } cat(id: "2") { id } }',
  '{ ... { cat(id: "1") { id } } cat(id: "2") { id } }',
  '{ cat(id: $id) { id } }',
  'query ($id: ID!) { text }',
  'query ($id: ID!, $id: ID!) { cat(id: $id) { id } }',
  'query ($id: ID) { cat(id: $id) { id } }',
  'query ($id: Nothing) { cat(id: $id) { id } }',
  'query ($id: Cat) { cat(id: $id) { id } }',
  'query ($id: ID! = 1.5) { cat(id: $id) { id } }',
  'query ($a: Boolean) { text @skip(if: $a) }',
  'query ($of: String @skip(if: true)) { text(of: $of) }',
  'query ($of: [String]) { text(of: $of) }',
  '{ text } { text }',
  '{ text } fragment F on Query { text }',
  '{ ...F }',
  '{ text ...F } fragment F on Query { text } fragment F on Query { text }',
  '{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }',
  '{ ...F } fragment F on Stone { id }',
  '{ ...F } fragment F on Size { id }',
  '{ ...F @skip } fragment F on Query { text }',
  '{ ...F } fragment F on Query @skip(if: true) { text }',
  '{ ...F } fragment F on Query { text(of: $of) }',
  'query ($id: ID!) { text } fragment F on Query { cat(id: $id) { id } }',
  '{ ...F a: text } fragment F on Query { a: __typename }',
  '{ ...F a: text(of: "1") } fragment F on Query { a: text }',
  'query A { text } fragment F on Query { ...G } fragment G on Query { ...F }',
  'subscription { fed { id } a: fed { id } }',
  'type A { a: Int }',
];
test.each(INVALID)('what is not valid is left to graphql-js: %s', (text) => {
  expect(validate(small, parse(text)).length).toBeGreaterThan(0);
  expect(isPlain(text)).toBe(false);
});

test.each(['{ __schema { types { name } } }', '{ __type(name: "Cat") { name } }', 'subscription { fed { id } }'])(
  'questions about the schema, and subscriptions, are left to graphql-js, whose rules may be joined by others: %s',
  (text) => {
    expect(isPlain(text)).toBe(false);
  },
);

test('fragments that unfold to more fields than a walk is worth are left to graphql-js', () => {
  const fragments = Array.from({ length: 60 }, (_, at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`);
  expect(isPlain(`{ ...F0 } ${fragments.join(' ')} fragment F60 on Query { text }`)).toBe(false);
});

/** Names, literals and punctuation with which a document may be spoilt. */
const PIECES = [
  'name',
  'id',
  'first',
  'order',
  '$x1',
  '$id',
  '1',
  '"a"',
  'null',
  'true',
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  ':',
  '!',
  '...',
];
const MORE = [
  '__typename',
  '@skip(if: true)',
  '@include(if: $x1)',
  'on Client',
  'client',
  'NEWEST_FIRST',
  'account',
  'a: id',
  '{ id }',
];

/** The tokens of a document with one or two of them dropped, doubled, exchanged or added. */
function spoilt(random: Random, text: string): string {
  const lexer = new Lexer(new Source(text));
  const pieces: string[] = [];
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance())
    pieces.push(text.slice(token.start, token.end));
  for (let times = between(random, 1, 2); times > 0; times -= 1) {
    const at = between(random, 0, pieces.length - 1);
    const piece = pick(random, random() < 0.5 ? pieces : [...PIECES, ...MORE]);
    const drop = between(random, 0, 1);
    pieces.splice(at, drop, ...(random() < 0.6 || drop === 0 ? [piece] : []));
  }
  return pieces.join(' ');
}

const parsed = (text: string): DocumentNode | undefined => {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
};

const written = corpus(schema);

test('whatever one walk calls valid graphql-js calls valid, of random documents and of spoilt ones', () => {
  const counts = { plain: 0, valid: 0, invalid: 0 };
  const wrong: string[] = [];
  const see = (text: string): void => {
    const document = parsed(text);
    if (!document) return;
    const isValid = validate(schema, document, undefined, { maxErrors: 1, hideSuggestions: true }).length === 0;
    const isCertain = isPlainlyValid(schema, document);
    if (isCertain && !isValid) wrong.push(text);
    counts[isCertain ? 'plain' : isValid ? 'valid' : 'invalid'] += 1;
  };
  for (let seed = 1; seed <= 250; seed += 1) {
    const random = randomOf(seed);
    const inline = random() < 0.5;
    const text =
      random() < 0.7
        ? pick(random, written).query
        : randomOperation({ schema, random, samples: SAMPLES, inline }).query;
    see(text);
    for (let times = 0; times < 12; times += 1) see(spoilt(random, text));
  }
  expect(wrong).toEqual([]);
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(100);
}, 120_000);

test('most operations of the tests and the documentation need no more than one walk', () => {
  const plain = written.filter(({ query }) => isPlainlyValid(schema, parse(query)));
  expect(plain.length).toBeGreaterThan(written.length / 2);
});
