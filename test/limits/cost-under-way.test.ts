import { getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import type { Context } from '../../src/context.ts';
import type { RunningOperation } from '../../src/execution/operation-hook.ts';
import { costUnderWay } from '../../src/limits/cost-under-way.ts';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { startKit } from '../kit/gateway.ts';

function operation(id: string, requested: number, text = '{ __typename }'): RunningOperation {
  const document = parse(text);
  return {
    document,
    operationName: undefined,
    operation: getOperationAST(document) ?? undefined,
    variables: {},
    context: { caller: { id } } as unknown as Context,
    extensions: { cost: { requested } },
    states: [],
  };
}
/** Of `{ __typename }`, whose only name has ten characters. */
const BYTES_PER_FIELD = 75;

const codeOf = (act: () => unknown): unknown => {
  try {
    return void act();
  } catch (error) {
    return (error as { extensions: { code: unknown } }).extensions.code;
  }
};

test('the costs of what is under way are bounded, those of one caller to half, and given back at the end', () => {
  const hook = costUnderWay(1_000 * BYTES_PER_FIELD);
  const begin = (running: RunningOperation): unknown => codeOf(() => hook.before?.(running));
  const [first, second, other] = [operation('a', 400), operation('a', 200), operation('b', 500)];
  expect(begin(first)).toBeUndefined();
  expect(begin(second)).toBe('TOO_MANY_REQUESTS');
  expect(begin(other)).toBeUndefined();
  expect(begin(operation('c', 200))).toBe('OVERLOADED');
  expect(begin(operation('c', 9_999, 'subscription { a }'))).toBeUndefined();
  hook.after?.(second, {}); // was refused: nothing to give back
  hook.after?.(first, {});
  hook.after?.(first, {});
  expect(begin(second)).toBeUndefined();
  hook.after?.(other, {});
  expect(begin(operation('a', 301))).toBe('TOO_MANY_REQUESTS');
});

test.for([true, false])(
  'of very many errors of one answer the first are told, and how many more there were (compiled: %s)',
  async (compiled) => {
    await using kit = await startKit({ gateway: { compiled } });
    kit.sandbox.fondo.fault({ operation: 'getKycStatusByAccount', answer: { status: 200, body: [] } });
    const fields = Array.from({ length: 10 }, (_, at) => `a${at}: kycStatus { status }`).join(' ');
    const { data, errors = [] } = await kit.query(
      `{ client(id: "${DEMO_CLIENT}") { accounts(first: 20) { nodes { ${fields} } } } }`,
    );
    expect(data.client.accounts.nodes).toHaveLength(20);
    expect(errors).toHaveLength(101);
    expect(errors.at(-1)?.extensions).toEqual({ code: 'TOO_MANY_ERRORS', more: 100 });
    expect(errors.reduce((sum, { message }) => sum + message.length, 0)).toBeLessThan(25_000);
  },
);

test('an operation with long names takes more of it than one with short names of the same cost', () => {
  const hook = costUnderWay(1_000 * BYTES_PER_FIELD);
  expect(codeOf(() => hook.before?.(operation('a', 200, `{ ${'x'.repeat(128)}: __typename }`)))).toBe(
    'TOO_MANY_REQUESTS',
  );
  expect(codeOf(() => hook.before?.(operation('a', 300)))).toBeUndefined();
});

test('of many malformed ids in one list the first ten are told, and that there are more', async () => {
  await using kit = await startKit();
  const ids = Array.from({ length: 100 }, (_, at) => `"x${at}"`).join();
  const { data, errors = [] } = await kit.query(`{ nodes(ids: [${ids}]) { id } }`);
  expect(data.nodes).toEqual(Array(100).fill(null));
  expect(errors.map(({ path }) => path?.[1])).toEqual(Array.from({ length: 10 }, (_, at) => at));
  expect(errors.at(-1)?.message).toContain('90 more');
});

test('of malformed ids in many lists of one operation ten are told one by one, and of each further list how many there are', async () => {
  await using kit = await startKit();
  const ids = Array.from({ length: 100 }, (_, at) => `x${at}`);
  const fields = Array.from({ length: 29 }, (_, at) => `a${at}: nodes(ids: $ids) { id }`).join(' ');
  const { data, errors = [] } = await kit.query(`query ($ids: [ID!]!) { ${fields} }`, { ids });
  expect(Object.values(data).flat()).toEqual(Array(2_900).fill(null));
  expect(new Set(errors.map(({ path }) => path?.[0]))).toEqual(new Set(Object.keys(data)));
  expect(errors).toHaveLength(10 + 28);
  expect(errors.at(-1)?.message).toContain('99 more');
});
