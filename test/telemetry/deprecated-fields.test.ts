import { buildSchema, getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import type { RunningOperation } from '../../src/execution/operation-hook.ts';
import { deprecatedFields } from '../../src/telemetry/deprecated-fields.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';

const OLD = '@deprecated(reason: "Use `Order.amount`. Removed after 2027-06-30.")';
const schema = buildSchema(`
  type Query { order(id: ID, ref: String ${OLD}): Order orders(where: Where): [Order] }
  type Order { amount: Int units: Int ${OLD} }
  input Where { state: State is: State ${OLD} states: [State!] any: [Where!] limit: Int }
  enum State { OPEN CLOSED ${OLD} }
`);

/** Runs operations, and returns the lines of the metric. */
async function counted(
  ...operations: readonly [document: string, operationName?: string | undefined, variables?: Record<string, unknown>][]
): Promise<string[]> {
  const metrics = new Metrics();
  const hook = deprecatedFields(schema, (field, operation) => metrics.deprecated(field, operation));
  for (const [text, operationName, variables = {}] of operations) {
    const document = parse(text);
    const operation = getOperationAST(document, operationName) ?? undefined;
    await hook.before?.({ document, operationName, operation, variables } as unknown as RunningOperation);
  }
  return (await metrics.text()).split('\n').filter((line) => line.startsWith('gateway_deprecated_fields_total{'));
}

test('deprecated fields, arguments, members and values are counted by the operation that uses them', async () => {
  expect(
    await counted(
      [
        'query Old { order(ref: "a") { units other: units } orders(where: { is: CLOSED }) { ...Part } } fragment Part on Order { units }',
      ],
      ['query Old { order { units } }'],
    ),
  ).toEqual([
    'gateway_deprecated_fields_total{field="Query.order(ref:)",operation="Old"} 1',
    'gateway_deprecated_fields_total{field="Order.units",operation="Old"} 2',
    'gateway_deprecated_fields_total{field="Where.is",operation="Old"} 1',
    'gateway_deprecated_fields_total{field="State.CLOSED",operation="Old"} 1',
  ]);
});

const FILTERED = 'query Filtered($where: Where, $states: [State!]) { orders(where: $where) { amount } }';

test('what is deprecated is counted in the values of variables too, once for an operation, however deep it is', async () => {
  const deep = { any: [{ any: [{ is: 'OPEN' }, { state: 'CLOSED' }] }, { states: ['OPEN', 'CLOSED'] }] };
  expect(await counted([FILTERED, undefined, { where: deep }])).toEqual([
    'gateway_deprecated_fields_total{field="State.CLOSED",operation="Filtered"} 1',
    'gateway_deprecated_fields_total{field="Where.is",operation="Filtered"} 1',
  ]);
  expect(await counted([FILTERED, undefined, { states: ['CLOSED'] }])).toEqual([
    'gateway_deprecated_fields_total{field="State.CLOSED",operation="Filtered"} 1',
  ]);
});

test('variables without anything deprecated, or that fit no type, count nothing', async () => {
  for (const where of [
    { state: 'OPEN', limit: 3 },
    null,
    'CLOSED',
    { states: 'OPEN', is: undefined },
    { nothing: 'CLOSED' },
  ])
    expect(await counted([FILTERED, undefined, { where }])).toEqual([]);
});

test('operations that use nothing deprecated, or do not run, count nothing', async () => {
  expect(await counted(['query New { order(id: 1) { amount } }'])).toEqual([]);
  expect(await counted(['query A { order { amount } } query B { order { units } }', 'A'])).toEqual([]);
});
