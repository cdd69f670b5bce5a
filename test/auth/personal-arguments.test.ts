import { getNamedType, isCompositeType, isObjectType, type GraphQLField } from 'graphql';
import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { personalArguments } from '../../src/auth/personal.ts';
import { schema } from '../../src/schema/index.ts';
import { startKit } from '../kit/gateway.ts';
import { EVERYTHING, startAuthKit } from './kit.ts';

const CLIENT = `Client:${DEMO_CLIENT}`;
/** Parameters of the providers that are compared with a personal member of what is listed. */
const PERSONAL_PARAMETERS = new Set(['ssn', 'executorref', 'nationalnumber', 'email', 'msisdn', 'mobilenumber', 'pan']);
/** Names and words by which an argument gives itself away. */
const GIVEN_AWAY = /personnummer|national number|e-?mail|phone|msisdn|\bpan\b|\bssn\b|executor|owner/i;
const PROBE = '197001010003';

const PARENTS: Readonly<Record<string, (selection: string) => string>> = {
  Query: (selection) => `{ ${selection} }`,
  Client: (selection) => `{ client(id: "${CLIENT}") { ${selection} } }`,
  Account: (selection) =>
    `{ client(id: "${CLIENT}") { account(id: "Account:${DEMO_CLIENT}:${DEMO_ACCOUNT}") { ${selection} } } }`,
};
const fieldsOf = (name: string): GraphQLField<unknown, unknown>[] => {
  const type = schema.getType(name);
  return isObjectType(type) ? Object.values(type.getFields()) : [];
};
const isText = (type: string): boolean => ['String', 'ID'].includes(type.replaceAll(/[[\]!]/g, ''));
const marked = new Set(personalArguments(schema).map(({ type, field, argument }) => `${type}.${field}.${argument}`));

test('every argument that reaches a provider as a comparison with personal data is marked', async () => {
  await using kit = await startKit();
  const compared: string[] = [];
  for (const [parent, within] of Object.entries(PARENTS)) {
    for (const field of fieldsOf(parent)) {
      if (field.args.some(({ type }) => String(type).endsWith('!'))) continue;
      for (const argument of field.args.filter((one) => isText(String(one.type)))) {
        kit.sandbox.fondo.forget();
        const selection = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
        await kit.query(within(`${field.name}(${argument.name}: "${PROBE}")${selection}`));
        const sent = kit.sandbox.fondo.calls.flatMap(({ path }) => [...new URL(path, 'http://localhost').searchParams]);
        const hits = sent.filter(([name, value]) => PERSONAL_PARAMETERS.has(name.toLowerCase()) && value === PROBE);
        if (hits.length > 0) compared.push(`${parent}.${field.name}.${argument.name}`);
      }
    }
  }
  expect(compared).toContain('Client.accounts.owner');
  expect(compared.filter((one) => !marked.has(one))).toEqual([]);
});

test('no argument of a field that only reads is named or described as personal without a mark', () => {
  const unmarked = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => type !== schema.getMutationType())
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap(({ name, args }) =>
        args

          .filter(({ type }) => isText(String(type)))
          .filter((argument) => GIVEN_AWAY.test(`${argument.name} ${argument.description}`))
          .map((argument) => `${type.name}.${name}.${argument.name}`),
      ),
    )
    .filter((one) => !marked.has(one));
  expect(unmarked).toEqual([]);
});

test.each(['a hit', 'a miss'])(
  'without pii:read %s of a filter by owner is refused alike, and nothing is read',
  async (what) => {
    await using auth = await startAuthKit();
    const permissions = EVERYTHING.permissions.filter((one) => one !== 'pii:read');
    const { owner } = auth.kit.sandbox.fondo.state.books(DEMO_CLIENT).tables.account.rows[0] ?? {};
    const number = what === 'a hit' ? owner?.ssn : PROBE;
    const list = `{ client(id: "${CLIENT}") { accounts(owner: "${number}") { nodes { id } } } }`;
    auth.kit.sandbox.fondo.forget();
    const { data, errors } = await auth.as({ ...EVERYTHING, permissions }, list);
    expect(data.client?.accounts ?? null).toBeNull();
    expect(errors).toMatchObject([
      { message: expect.stringContaining('"pii:read"'), extensions: { code: 'FORBIDDEN' } },
    ]);
    expect(JSON.stringify(errors)).not.toContain(number);
    expect(auth.kit.sandbox.fondo.calls.map(({ operationId }) => operationId)).not.toContain('getAccounts');
    const { data: found } = await auth.as(EVERYTHING, list);
    expect(found.client.accounts.nodes.length > 0).toBe(what === 'a hit');
    const { errors: none } = await auth.as(
      { ...EVERYTHING, permissions },
      `{ client(id: "${CLIENT}") { accounts(owner: null, first: 1) { nodes { id } } } }`,
    );
    expect(none).toBeUndefined();
  },
);
