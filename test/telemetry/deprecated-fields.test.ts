import { buildSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import type { RunningOperation } from '../../src/execution/operation-hook.ts';
import { deprecatedFields } from '../../src/telemetry/deprecated-fields.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';

const OLD = '@deprecated(reason: "Use `Order.amount`. Removed after 2027-06-30.")';
const schema = buildSchema(`
  type Query { order(id: ID, ref: String ${OLD}): Order orders(where: Where): [Order] }
  type Order { amount: Int units: Int ${OLD} }
  input Where { state: State is: State ${OLD} }
  enum State { OPEN CLOSED ${OLD} }
`);

/** Runs operations, and returns the lines of the metric. */
async function counted(...operations: readonly [document: string, operationName?: string][]): Promise<string[]> {
  const metrics = new Metrics();
  const hook = deprecatedFields(schema, (field, operation) => metrics.deprecated(field, operation));
  for (const [document, operationName] of operations)
    await hook.before?.({ document: parse(document), operationName } as unknown as RunningOperation);
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
    'gateway_deprecated_fields_total{field="Order.units",operation="Old"} 3',
    'gateway_deprecated_fields_total{field="Where.is",operation="Old"} 1',
    'gateway_deprecated_fields_total{field="State.CLOSED",operation="Old"} 1',
  ]);
});

test('operations that use nothing deprecated, or do not run, count nothing', async () => {
  expect(await counted(['query New { order(id: 1) { amount } }'])).toEqual([]);
  expect(await counted(['query A { order { amount } } query B { order { units } }', 'A'])).toEqual([]);
});
