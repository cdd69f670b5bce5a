import { getIntrospectionQuery } from 'graphql';
import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { parseJson } from '../../src/datasources/kit/decode.ts';
import { hasMoreValues } from '../../src/datasources/kit/json-values.ts';
import { startKit, type Answered, type Kit, type Watching } from '../kit/gateway.ts';

const codesOf = ({ errors }: Answered): unknown[] | undefined => errors?.map(({ extensions }) => extensions?.['code']);
const failureOf = async (watching: Watching): Promise<Answered> => {
  try {
    return (await watching.next()).value ?? {};
  } catch (errors) {
    return { errors: errors as NonNullable<Answered['errors']> };
  }
};

/** What graphql-js, GraphiQL and code generators ask of a schema, with everything that they can ask for. */
const STANDARD = [
  getIntrospectionQuery(),
  getIntrospectionQuery({ descriptions: false }),
  getIntrospectionQuery({
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  }),
];

test.each(STANDARD)('the usual questions about the schema are answered at the default limits', async (query) => {
  await using kit = await startKit();
  const { data, errors, extensions } = await kit.query(query);
  expect(errors).toBeUndefined();
  expect(data.__schema.types.length).toBeGreaterThan(100);
  expect(extensions).toBeUndefined();
});

test('ten questions about the whole schema in one operation are too costly, however they are spread', async () => {
  await using kit = await startKit();
  const [, fields = '', fragments = ''] = /\{\s*(__schema[^]*?)\n {4}\}\n([^]*)/.exec(getIntrospectionQuery()) ?? [];
  const ten = Array.from({ length: 10 }, (_, n) => `s${n}: ${fields}`).join('\n');
  expect(codesOf(await kit.query(`{ ${ten} }\n${fragments}`))).toEqual(['TOO_COSTLY']);
  expect(codesOf(await kit.query(`{ ...Q } fragment Q on Query { ...on Query { ${ten} } }\n${fragments}`))).toEqual([
    'TOO_COSTLY',
  ]);
});

test('only the variables on which a cost depends tell costs apart', async () => {
  await using kit = await startKit();
  const query = 'query ($n: Int = 7) { clients(first: $n) { nodes { name } } }';
  const costOf = async (variables?: Record<string, unknown>): Promise<unknown> =>
    (await kit.query(query, variables)).extensions?.['cost'];
  expect(await costOf()).toMatchObject({ requested: 15 });
  expect(await costOf({ n: 3, other: 9 })).toMatchObject({ requested: 7 });
  expect(await costOf({ n: 4, other: 9 })).toMatchObject({ requested: 9 });
  expect(await costOf({ other: 'x' })).toMatchObject({ requested: 15 });
});

const FOLLOW = `subscription ($after: String) { clientEvents(client: "${DEMO_CLIENT}", after: $after) { __typename } }`;

test.for([
  ['WebSocket', (kit: Kit) => kit.watch],
  ['server-sent events', (kit: Kit) => kit.watchSse],
] as const)('a subscription keeps no large variables, declared or not (%s)', async ([, way]) => {
  await using kit = await startKit();
  for (const name of ['after', 'other']) {
    const watching = way(kit)(FOLLOW, { [name]: 'x'.repeat(40_000) });
    expect(codesOf(await failureOf(watching))).toEqual(['VARIABLES_TOO_LARGE']);
    await watching.leave();
  }
});

test.each([
  ['[12345678901234567890]', ['12345678901234567890']],
  ['{"a":0.12345678901234567890,"b":1.5}', { a: '0.12345678901234567890', b: 1.5 }],
  ['{"a":"1234567890123456789","b":-1234567890123456789}', { a: '1234567890123456789', b: '-1234567890123456789' }],
  [
    '{"a\\\\":12345678901234567890,"b\\"12345678901234567890":1}',
    { 'a\\': '12345678901234567890', 'b"12345678901234567890': 1 },
  ],
  ['[1234567890123456800000,1]', ['1234567890123456800000', 1]],
  ['[12345678901234567]', ['12345678901234567']],
  // Of sixteen digits, a double keeps those up to 2^53.
  ['[9007199254740993,9007199254740992,9007199254740991]', ['9007199254740993', 9007199254740992, 9007199254740991]],
  ['{"a":-9007199254740993,"b":999999999999999}', { a: '-9007199254740993', b: 999999999999999 }],
  ['[1.0000000000000000]', ['1.0000000000000000']],
])('%s is read with every digit', (text, value) => {
  expect(parseJson(text)).toEqual(value);
  expect(parseJson(text, Buffer.from(text))).toEqual(value);
});

test('a number that a double does not keep is found in the bytes of an answer wherever it stands', () => {
  for (const filling of ['x', '1', '/', '.', '1x', '1/2.'])
    for (let length = 0; length < 50; length += 1) {
      const before = filling.repeat(length);
      const json = JSON.stringify([before, 'LONG', 'SHORT', 1]);
      const text = json.replace('"LONG"', '0.1234567890123456').replace('"SHORT"', '1234567890123456');
      const [, long, short] = parseJson(text, Buffer.from(text)) as unknown[];
      expect([long, short], text).toEqual([0.1234567890123456, 1234567890123456]);
      const longer = text.replace('0.1234567890123456', '0.12345678901234567');
      expect(parseJson(longer, Buffer.from(longer)), longer).toContain('0.12345678901234567');
      const odd = json.replace('"LONG"', '1').replace('"SHORT"', '9007199254740993');
      expect(parseJson(odd, Buffer.from(odd)), odd).toContain('9007199254740993');
    }
});

test.each([
  '[01234567890123456789]',
  '[1234567890.1234567890.1]',
  '["12345678901234567890]',
  `[${'1'.repeat(3_000_000)}]`,
])('what is no number is no JSON', (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});

test('numbers and values are told from texts, however many quotes and backslashes these hold', () => {
  const signs = ['"', '\\', ',', '1'];
  let texts = [''];
  for (let length = 1; length <= 5; length += 1) {
    texts = texts.flatMap((text) => signs.map((sign) => text + sign));
    for (const text of texts) {
      const json = `[${JSON.stringify(text)},12345678901234567]`;
      expect(parseJson(json), json).toEqual([text, '12345678901234567']);
      expect([hasMoreValues(json, 1), hasMoreValues(json, 2)], json).toEqual([true, false]);
    }
  }
});
