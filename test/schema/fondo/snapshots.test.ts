import { getNamedType, isLeafType, isObjectType, type GraphQLField, type GraphQLObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { DEMO_ACCOUNT, DEMO_CLIENT, DEMO_ORDER } from '../../../sandbox/fondo/index.ts';
import { schema } from '../../../src/schema/index.ts';
import { startKit } from '../../kit/gateway.ts';
import { ACCOUNT, CLIENT, ORDER } from './kit.ts';

const changes = schema
  .getPossibleTypes(schema.getType('ClientEvent') as never)
  .filter((type) => type.name !== 'StreamStatus');
const entityOf = ({ name }: GraphQLObjectType): GraphQLObjectType =>
  schema.getType(name.replace(/Change$/, '')) as GraphQLObjectType;
const snapshotOf = (type: GraphQLObjectType): GraphQLObjectType =>
  schema.getType(`${entityOf(type).name}Snapshot`) as GraphQLObjectType;
const member = ({ name }: GraphQLObjectType): string => name.charAt(0).toLowerCase() + name.slice(1);

test('a change names its object by its kind, and shows what was before in a type without id', () => {
  expect(changes).toHaveLength(8);
  for (const change of changes) {
    const fields = change.getFields();
    const [entity, snapshot] = [entityOf(change), snapshotOf(change)];
    expect(String(fields[member(entity)]?.type)).toBe(entity.name);
    expect(String(fields['previous']?.type)).toBe(snapshot.name);
    expect(Object.keys(snapshot.getFields())).not.toContain('id');
    const told = ({ name, type, description }: GraphQLField<unknown, unknown>) =>
      `${name}: ${String(type)} ${description}`;
    const ofEntity = new Set(Object.values(entity.getFields()).map(told));
    for (const field of Object.values(snapshot.getFields())) expect(ofEntity).toContain(told(field));
  }
});

test('a snapshot has every value of its entity that is no link, no id and no address to act at', () => {
  const missing = changes.flatMap((change) => {
    const known = snapshotOf(change).getFields();
    return Object.values(entityOf(change).getFields())
      .filter(({ name, type, args }) => isLeafType(getNamedType(type)) && args.length === 0 && !(name in known))
      .map(({ name }) => `${entityOf(change).name}.${name}`);
  });
  const left = ['callbackUrl', 'isFinal', 'provider', 'redirectUrl', 'reference', 'scope', 'state', 'url'];
  expect(missing.filter((field) => !field.endsWith('.id'))).toEqual(left.map((name) => `Journey.${name}`));
});

/** Everything without arguments that can be selected of a type, two levels deep. */
function everything(type: GraphQLObjectType, depth = 2): string {
  const fields = Object.values(type.getFields()).filter(({ args }) => args.length === 0);
  const selected = fields.flatMap(({ name, type }) => {
    const named = getNamedType(type);
    if (isLeafType(named)) return name;
    return depth > 0 && isObjectType(named) ? `${name} { __typename ${everything(named, depth - 1)} }` : [];
  });
  return selected.join(' ');
}

/** What a cache that normalizes by type and id stores of a payload: every state that it is given of each object. */
function* statesIn(value: unknown): Generator<[key: string, field: string, value: unknown]> {
  if (Array.isArray(value)) for (const one of value) yield* statesIn(one);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const { __typename, id } = value as { __typename?: string; id?: string };
  for (const [field, inner] of Object.entries(value)) {
    if (id && (typeof inner !== 'object' || inner === null)) yield [`${__typename}:${id}`, field, inner];
    yield* statesIn(inner);
  }
}

test('changes of all kinds stand side by side in one selection, and never give a cache two states of one object', async () => {
  await using kit = await startKit();
  const { state } = kit.sandbox.fondo;
  const selection = changes.map((change) => {
    const [entity, snapshot] = [entityOf(change), snapshotOf(change)];
    const now = change.name === 'ClientChange' ? '' : `${member(entity)} { __typename ${everything(entity, 1)} }`;
    return `... on ${change.name} { objectId ${now} ${member(entity)}Before: previous { __typename ${everything(snapshot)} } }`;
  });
  const watching = kit.watch(
    `subscription { clientEvents(client: "${CLIENT}", includeStatus: true) { __typename client { __typename id displayName } ${selection.join(' ')} } }`,
  );
  await watching.take(1);
  const books = state.books(DEMO_CLIENT);
  kit.sandbox.clock.advance(1_000);
  state.change(books, 'account', DEMO_ACCOUNT, { name: 'after', balance: 1 });
  state.change(books, 'order', DEMO_ORDER, { status: 'settled', clientRef: 'after' });
  state.changeClient(books, { displayName: 'after' });
  const events = (await watching.take(3)).map(({ data }) => data.clientEvents);
  expect(events).toMatchObject([
    {
      objectId: ACCOUNT,
      account: { name: 'after' },
      accountBefore: { __typename: 'AccountSnapshot', number: expect.any(String) },
    },
    { objectId: ORDER, order: { status: 'SETTLED' }, orderBefore: { __typename: 'OrderSnapshot' } },
    { objectId: CLIENT, client: { displayName: 'after' }, clientBefore: { __typename: 'ClientSnapshot' } },
  ]);
  expect(events[0].accountBefore.name).not.toBe('after');
  for (const event of events) {
    const seen = new Map<string, unknown>();
    for (const [key, field, value] of statesIn(event)) {
      const name = `${key}.${field}`;
      expect(seen.has(name) ? seen.get(name) : value, name).toBe(value);
      seen.set(name, value);
    }
    expect(seen.size).toBeGreaterThan(2);
  }
});
