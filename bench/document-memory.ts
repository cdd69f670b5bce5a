/**
 * `npm run measure:documents`: bytes of the heap that parsed documents and plans keep alive, by documents of many shapes, after a collection of garbage. Exits with 1 where one takes more than the caches count for it.
 */
import { buildSchema, parse } from 'graphql';
import { Documents, type Ready } from '../src/execution/documents.ts';
import { BYTES } from '../src/execution/heap-cache.ts';
import { bytesOf, lightened } from '../src/execution/light-document.ts';
import { run } from '../src/execution/run.ts';

const COPIES = 100;
const list = (count: number, one: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => one(n)).join(' ');

/** Distinct documents at the limit of 2,000 tokens, each made of what takes most nodes for its text. */
const SHAPES: Readonly<Record<string, (at: number) => string>> = {
  'fields of one letter': (at) => `{ f${at} ${list(990, () => 'a')} }`,
  aliases: (at) => `{ f${at} ${list(600, () => 'a:b')} }`,
  'aliases of 800 letters': (at) => `{ f${at} ${list(25, (n) => `${'a'.repeat(800)}${n}: b`)} }`,
  'lists of numbers': (at) => `{ f${at}(a: [${list(1_900, () => '1')}]) }`,
  'lists of lists': (at) => `{ f${at}(a: [${list(600, () => '[1]')}]) }`,
  'lists of objects': (at) => `{ f${at}(a: [${list(300, () => '{a:1}')}]) }`,
  'fields in fields': (at) => `{ f${at} ${list(400, () => 'a{b}')} }`,
  'inline fragments': (at) => `{ f${at} ${list(200, () => '...{a}')} }`,
  directives: (at) => `{ f${at} ${list(50, () => 'a@b')} }`,
  variables: (at) => `query(${list(350, (n) => `$a${n}:A`)}) { f${at} }`,
  'one text': (at) => `{ f${at}(a: "${'x'.repeat(50_000)}") }`,
  'white space': (at) => `{ f${at} ${' '.repeat(50_000)} }`,
};

const SCHEMA = buildSchema(`
  interface Named { name: String }
  type Thing implements Named { name: String id: ID! size(unit: String, digits: Int): Float self: Thing! other: Thing named: Named things: [Thing!]! }
  type Query { thing: Thing named: Named things: [Thing!]! }
`);
const THING: object = { __typename: 'Thing', name: 'x', id: '1', size: () => 1 };
Object.assign(THING, { self: THING, other: THING, named: THING, things: [THING] });
const ROOT = Object.fromEntries(
  ['thing', 'named', 'things'].map((name) => [name, { resolve: () => (name === 'things' ? [THING] : THING) }]),
);
for (const [name, { resolve }] of Object.entries(ROOT)) {
  const field = SCHEMA.getQueryType()?.getFields()[name];
  if (field) field.resolve = resolve;
}

/** Queries whose plans are as large as plans get for their number of fields. */
const PLANS: Readonly<Record<string, (at: number) => string>> = {
  properties: (at) => `{ a${at}: thing { ${list(300, (n) => `f${n}: name`)} } }`,
  'fields with arguments': (at) => `{ a${at}: thing { ${list(300, (n) => `f${n}: size(unit: "m", digits: ${n})`)} } }`,
  'objects in objects': (at) => `{ a${at}: thing { ${list(150, (n) => `f${n}: self { name }`)} } }`,
  'deep objects': (at) => `{ a${at}: thing { ${'self { '.repeat(12)} name ${'}'.repeat(12)} } }`,
  'lists of objects': (at) => `{ a${at}: things { ${list(150, (n) => `f${n}: things { id }`)} } }`,
  interfaces: (at) => `{ a${at}: named { ${list(100, (n) => `... on Thing { f${n}: named { name } }`)} } }`,
  'aliases of 800 letters': (at) => `{ a${at}: thing { ${list(25, (n) => `${'a'.repeat(800)}${n}: name`)} } }`,
  'objects under aliases of 800 letters': (at) =>
    `{ a${at}: thing { ${list(25, (n) => `${'a'.repeat(800)}${n}: self { name }`)} } }`,
  'arguments under aliases of 800 letters': (at) =>
    `{ a${at}: thing { ${list(25, (n) => `${'a'.repeat(800)}${n}: size(unit: "${at}")`)} } }`,
  'one field': (at) => `{ a${at}: thing { name } }`,
};

function heap(): number {
  for (let times = 0; times < 3; times += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** Bytes of each of what is made of so many texts. */
function bytesOfEach<T>(
  make: (at: number) => string,
  keep: (text: string) => T,
): { bytes: number; kept: readonly T[] } {
  keep(make(COPIES)); // what is loaded at the first use
  const texts = Array.from({ length: COPIES }, (_, at) => make(at));
  const before = heap();
  const kept = texts.map((text) => keep(Buffer.from(text).toString()));
  const bytes = (heap() - before) / COPIES;
  return { bytes, kept };
}

let failed = 0;
const rows: object[] = [];
function report(what: string, shape: string, bytes: number, counted: number, unit: string, units: number): void {
  const isCovered = bytes <= counted;
  if (!isCovered) failed += 1;
  rows.push({ what, shape, bytes: Math.round(bytes), counted, [`per ${unit}`]: Math.round(bytes / units), isCovered });
}

for (const [shape, make] of Object.entries(SHAPES)) {
  const { bytes, kept } = bytesOfEach(make, (text) => lightened(parse(text)));
  const [document] = kept;
  if (!document) continue;
  const counted = 1_000 + bytesOf(document);
  report('document', shape, bytes, counted, 'node', (counted - 1_000 - 2 * make(0).length) / BYTES.node);
}
for (const [shape, make] of Object.entries(PLANS)) {
  const documents = new Documents(SCHEMA, [], 1e9);
  const { bytes, kept } = bytesOfEach(make, (text): Ready | undefined => {
    documents.ready(text, undefined, {}); // it is kept, and compiled, when it comes again
    const ready = documents.ready(text, undefined, {});
    if (ready) void run(ready, {});
    return ready;
  });
  const plan = kept[0]?.plan;
  if (!plan) throw new Error(`"${shape}" is not planned.`);
  const counted = 1_000 + bytesOf(plan.document) + plan.fieldCount * BYTES.field;
  report('plan', shape, bytes, counted, 'field', plan.fieldCount);
}
console.table(rows);
process.exitCode = failed > 0 ? 1 : 0;
