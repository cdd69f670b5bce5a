import { isInputObjectType, isListType, isNonNullType, type GraphQLArgument, type GraphQLInputType } from 'graphql';
import { expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { schema } from '../../src/schema/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { InvalidInput } from '../../src/problem.ts';
import { startKit, type Answered } from '../kit/gateway.ts';

const LONE = 'a\ud800b';
const REFUSED = {
  message: expect.stringContaining('expected well-formed Unicode text'),
  extensions: { code: 'BAD_USER_INPUT' },
};

/** A value of the type with a lone surrogate in the first text in it; undefined where no text can stand in it. */
function malformed(type: GraphQLInputType, depth = 0): unknown {
  if (isNonNullType(type)) return malformed(type.ofType, depth);
  if (isListType(type)) {
    const item = malformed(type.ofType, depth);
    return item === undefined ? undefined : [item];
  }
  if (!isInputObjectType(type)) return ['String', 'ID', 'JSON', 'URL'].includes(type.name) ? LONE : undefined;
  if (depth > 3) return undefined;
  for (const [name, field] of Object.entries(type.getFields())) {
    const value = malformed(field.type, depth + 1);
    if (value !== undefined) return { [name]: value };
  }
  return undefined;
}

/** Every argument of a root field in which text can stand, as an operation with that text in a variable. */
function operations(kind: 'query' | 'mutation' | 'subscription'): [name: string, document: string, value: unknown][] {
  const fields = Object.values(schema.getRootType(kind as never)?.getFields() ?? {});
  return fields.flatMap((field) =>
    field.args.flatMap((argument: GraphQLArgument) => {
      const value = malformed(argument.type);
      if (value === undefined) return [];
      const document = `${kind} ($value: ${String(argument.type)}) { ${field.name}(${argument.name}: $value) { __typename } }`;
      return [[`${field.name}(${argument.name}:)`, document, value] as [string, string, unknown]];
    }),
  );
}

test.each(['query', 'mutation'] as const)(
  'text with a lone surrogate is refused in every argument of a %s',
  async (kind) => {
    await using kit = await startKit();
    const all = operations(kind);
    expect(all.length).toBeGreaterThan(10);
    for (const [name, document, value] of all) {
      const { data, errors } = await kit.query(document, { value });
      // Members that are required and missing may be told first: nothing is sent either way.
      expect([name, data ?? null, errors?.[0]?.extensions?.['code']]).toEqual([name, null, 'BAD_USER_INPUT']);
    }
    expect([...kit.sandbox.fondo.calls, ...kit.sandbox.payex.calls, ...kit.sandbox.aarthik.calls]).toEqual([]);
  },
);

test('such text is refused over each transport, and leaves nothing waiting and no breaker open', async () => {
  await using kit = await startKit();
  const offer = 'query ($id: ID!) { offer(id: $id) { id } }';
  for (let at = 0; at < 30; at += 1) expect((await kit.query(offer, { id: LONE })).errors).toMatchObject([REFUSED]);
  const page = `query ($ref: String) { client(id: "${DEMO_CLIENT}") { cashTransactions(ref: $ref) { nodes { id } } } }`;
  for (let at = 0; at < 30; at += 1) expect((await kit.query(page, { ref: LONE })).errors).toMatchObject([REFUSED]);
  const address = `${kit.gateway.url}/graphql?query=${encodeURIComponent(offer)}&variables=`;
  const got = await fetch(address + encodeURIComponent(String.raw`{"id":"\ud800"}`));
  expect(await got.json()).toMatchObject({ errors: [REFUSED] });
  const follow = 'subscription ($id: ID!) { orderChanged(id: $id) { cursor } }';
  const [event] = await kit.watchSse(follow, { id: LONE }).rest();
  expect(event).toMatchObject({ errors: [REFUSED] });
  await expect(kit.watch(follow, { id: LONE }).rest()).rejects.toMatchObject([REFUSED]);
  const literal = await kit.query('{ offer(id: "\\ud800") { id } }');
  expect(literal.errors?.[0]?.message).toMatch(/^Syntax Error/);
  const { data } = await kit.query('{ providers { breaker } }');
  expect(data.providers).toEqual(Array.from({ length: 3 }, () => ({ breaker: 'CLOSED' })));
});

test('names in an input of type JSON are held to it as well, and are not repeated', async () => {
  await using kit = await startKit();
  const { errors } = await kit.query('query ($id: ID!) { offer(id: $id) { id } }', {
    id: 'x',
    undeclared: { deep: [{ [`secret${LONE}`]: 1 }] },
  });
  expect(errors).toMatchObject([REFUSED]);
  expect(JSON.stringify(errors)).not.toContain('secret');
});

test('controls in an id name the form that is expected, and ask nobody', async () => {
  await using kit = await startKit();
  for (const id of ['\u0000', 'Offer:\u0000', 'Offer:%00', '\u001b[2J']) {
    const { errors } = await kit.query('query ($id: ID!) { offer(id: $id) { id } }', { id });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  }
  expect(kit.sandbox.payex.calls).toEqual([]);
});

const MANY = loadSettings({ MAX_BODY_VALUES: '1000' }).limits;
const codeOf = async (response: Response): Promise<unknown> => [
  response.status,
  ((await response.json()) as Answered).errors?.[0]?.extensions?.['code'],
];

test.each([
  ['members of an object', `{${Array.from({ length: 600 }, (_, n) => `"v${n}":1`).join()}}`],
  ['elements of a list', `{"a":[${Array.from({ length: 1_100 }, () => '1').join()}]}`],
  ['empty lists in a list', `{"a":[${Array.from({ length: 600 }, () => '[]').join()}]}`],
  ['lists within each other', `{"a":${'['.repeat(1_100)}${']'.repeat(1_100)}}`],
  [
    'values behind texts with quotes in them',
    `{"a":["\\\\\\"",${Array.from({ length: 1_100 }, () => '"\\","').join()}]}`,
  ],
])('a body with more values than allowed is refused before it is parsed: %s', async (_what, variables) => {
  await using kit = await startKit({ gateway: { limits: MANY } });
  const send = (body: string): Promise<Response> =>
    fetch(`${kit.gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(await codeOf(await send(`{"query":"{ __typename }","variables":${variables}}`))).toEqual([
    413,
    'TOO_MANY_VALUES',
  ]);
  expect(await codeOf(await send(`{"query":"{ __typename }","variables":${variables}`))).toEqual([
    413,
    'TOO_MANY_VALUES',
  ]);
});

test('what stands in texts counts as no value, however long and however many separators they hold', async () => {
  await using kit = await startKit({ gateway: { limits: MANY } });
  const { data } = await kit.query('{ __typename }', { a: ',:[{"\\'.repeat(20_000), b: '\\"'.repeat(1_000) });
  expect(data).toEqual({ __typename: 'Query' });
});

test('an operation over WebSocket is held to the same number of values, declared or not', async () => {
  await using kit = await startKit({ gateway: { limits: MANY } });
  const many = Array.from({ length: 1_100 }, () => 1);
  for (const variables of [
    { a: many },
    { a: { b: [many] } },
    Object.fromEntries(many.map((one, at) => [`v${at}`, one])),
  ]) {
    const watching = kit.watch('{ __typename }', variables);
    const answer = await watching.next().then(
      ({ value }) => value?.errors,
      (errors: unknown) => errors,
    );
    expect(answer).toMatchObject([{ extensions: { code: 'TOO_MANY_VALUES' } }]);
    await watching.leave();
  }
});

test('a body that is not UTF-8, or says that it is something else, is refused rather than read as other text', async () => {
  await using kit = await startKit();
  const send = (body: string | Buffer, type = 'application/json'): Promise<Response> =>
    fetch(`${kit.gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': type }, body: body as BodyInit });
  const query = (name: string): string => JSON.stringify({ query: '{ __typename }', variables: { name } });
  expect(await codeOf(await send(Buffer.from(query('Åsa'), 'latin1')))).toEqual([400, 'BAD_USER_INPUT']);
  expect(await codeOf(await send(Buffer.from(`${query('')}\xff\xfe`, 'latin1')))).toEqual([400, 'BAD_USER_INPUT']);
  expect(await codeOf(await send(query(''), 'application/json; charset=ISO-8859-1'))).toEqual([
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ]);
  for (const type of ['application/json', 'application/json; charset=utf-8', 'application/json;charset="UTF-8"'])
    expect(await codeOf(await send(query('Åsa'), type))).toEqual([200, undefined]);
});

const many = <T>(count: number, one: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => one(at));

test.each([
  [
    'values of a list',
    'query ($value: [OrderStatus!]) { client(id: "x") { orders(status: $value) { nodes { id } } } }',
    many(15_000, (at) => `S${at}`),
  ],
  [
    'fields of an input',
    'mutation ($value: CreatePaymentInstructionInput!) { createPaymentInstruction(input: $value) { __typename } }',
    Object.fromEntries(many(3_000, (at) => [`f${at}`, 1])),
  ],
])('of very many %s that are wrong some are told, and the others are not looked at', async (_what, query, value) => {
  await using kit = await startKit();
  const { errors = [] } = await kit.query(query, { value });
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.length).toBeLessThanOrEqual(51);
  const watching = kit.watch(query, { value });
  const told = await watching.next().then(
    (answer) => answer.value?.errors,
    (problems: unknown) => problems as Answered['errors'],
  );
  expect(told?.length).toBeLessThanOrEqual(51);
  await watching.leave();
});

const FIELDS =
  'mutation ($value: CreatePaymentInstructionInput!) { createPaymentInstruction(input: $value) { __typename } }';
const ID = 'query ($value: ID!) { client(id: $value) { id } }';
const FOLLOWED = 'subscription ($value: ID!) { orderChanged(id: $value) { cursor } }';

test.each([
  ['unknown fields', FIELDS, Object.fromEntries(many(24_000, (at) => [`f${at}`, 1])), 'unknown field \\"f0\\"'],
  [
    'a text beside unknown fields',
    FIELDS,
    { ...Object.fromEntries(many(60, (at) => [`f${at}`, 1])), x: '"'.repeat(500_000) },
    'unknown field',
  ],
  ['a name', FIELDS, { ['n'.repeat(500_000)]: 1 }, 'unknown fields'],
  ['names', FIELDS, Object.fromEntries(many(60, (at) => [`${at}`.padEnd(10_000, 'n'), 1])), 'unknown fields'],
  [
    'objects in unknown fields',
    FIELDS,
    Object.fromEntries(many(50, (at) => [`f${at}`, Object.fromEntries(many(400, (n) => [`g${n}`, 1]))])),
    'unknown field',
  ],
  ['an object in place of a text', ID, Object.fromEntries(many(24_000, (at) => [`f${at}`, 1])), 'type \\"ID\\"'],
  [
    'an object in place of a text, to follow',
    FOLLOWED,
    Object.fromEntries(many(24_000, (at) => [`f${at}`, 1])),
    'type \\"ID\\"',
  ],
])(
  'of large variables the first fault is told, whichever way they come, and no value: %s',
  async (_what, query, value, complaint) => {
    await using kit = await startKit();
    const headers = { 'content-type': 'application/json' };
    const send = async (more: Record<string, string>): Promise<string> => {
      const body = JSON.stringify({ query, variables: { value } });
      return (
        await fetch(`${kit.gateway.url}/graphql`, { method: 'POST', headers: { ...headers, ...more }, body })
      ).text();
    };
    const watching = kit.watch(query, { value });
    const overSocket = await watching.next().then(
      (answer) => JSON.stringify(answer.value),
      (problems: unknown) => JSON.stringify({ errors: problems }),
    );
    const answers = [await send({ accept: 'text/event-stream' }), overSocket];
    if (!query.startsWith('subscription')) answers.push(await send({}), await send({ origin: kit.gateway.url }));
    for (const answer of answers) {
      expect(answer).toContain(complaint);
      expect(answer).toContain('BAD_USER_INPUT');
      expect(answer.match(/"message"/g)).toHaveLength(1);
      expect(answer.length).toBeLessThan(500);
    }
    await watching.leave();
  },
);

test('of an input that breaks a rule at very many places the first are named, and how many more there are', () => {
  const all = many(5_000, (at) => ({ path: `input.answers[${at}]`, message: 'expected another' }));
  const { message, fields } = new InvalidInput(all);
  expect(fields).toEqual(all.slice(0, 50));
  expect(message).toMatch(/^input\.answers\[0\]: expected another; .*; and 4950 more$/);
  expect(new InvalidInput(all.slice(0, 50)).message).not.toContain('more');
});

test('a variable that is nested too deep is refused before anything goes down in it', async () => {
  await using kit = await startKit();
  const deep = JSON.parse(`${'['.repeat(3_000)}${']'.repeat(3_000)}`) as unknown;
  for (const value of [deep, { kyc: deep }]) {
    const { errors } = await kit.query(
      'mutation ($value: JSON) { createJourney(input: { client: "x", journey: { createAccount: { kyc: $value } } }) { __typename } }',
      { value },
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'TOO_DEEP', limit: 50 });
  }
});
