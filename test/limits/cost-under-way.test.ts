import { parse } from 'graphql';
import { expect, test } from 'vitest';
import type { Context } from '../../src/context.ts';
import type { RunningOperation } from '../../src/execution/operation-hook.ts';
import { costUnderWay } from '../../src/limits/cost-under-way.ts';
import { startKit } from '../kit/gateway.ts';

const operation = (id: string, requested: number, text = '{ __typename }'): RunningOperation => ({
  document: parse(text),
  operationName: undefined,
  variables: {},
  context: { caller: { id } } as unknown as Context,
  extensions: { cost: { requested } },
  states: [],
});
const codeOf = (act: () => unknown): unknown => {
  try {
    return void act();
  } catch (error) {
    return (error as { extensions: { code: unknown } }).extensions.code;
  }
};

test('the costs of what is under way are bounded, those of one caller to half, and given back at the end', () => {
  const hook = costUnderWay(1_000);
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
    const ids = Array.from({ length: 100 }, (_, at) => `"x${at}"`).join();
    const { errors = [] } = await kit.query(`{ a: nodes(ids: [${ids}]) { id } b: nodes(ids: [${ids}]) { id } }`);
    expect(errors).toHaveLength(101);
    expect(errors.at(-1)?.extensions).toEqual({ code: 'TOO_MANY_ERRORS', more: 100 });
  },
);
