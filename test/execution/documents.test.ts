import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parse } from 'graphql';
import { expect, test, vi } from 'vitest';
import { countFields } from '../../src/execution/count-fields.ts';
import { Documents } from '../../src/execution/documents.ts';
import { run } from '../../src/execution/run.ts';
import { schema } from '../../src/schema/index.ts';

const QUERY = 'query ($id: ID!, $with: Boolean!) { client(id: $id) { name country @include(if: $with) } }';

test('a plan keeps nothing of the variables that it was first made with', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const documents = new Documents(schema, []);
  const planned = (): WeakRef<object> => {
    const ready = documents.ready(QUERY, undefined, { id: 'personal', with: true });
    return new WeakRef(ready?.variableValues.coerced ?? {});
  };
  const variables = planned();
  return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    collect();
    expect(variables.deref()).toBeUndefined();
    expect(documents.ready(QUERY, undefined, { id: 'other', with: true })?.plan.fields).toHaveLength(1);
  });
});

test('of a document that comes once nothing but its text is kept; from the second time on it is planned no more', () => {
  const documents = new Documents(schema, []);
  const planOf = () => documents.ready('{ providers { provider } }', undefined, {})?.plan;
  const [first, second, third] = [planOf(), planOf(), planOf()];
  expect(second).not.toBe(first);
  expect(third).toBe(second);
});

test('cached documents are bounded by the bytes that their text and their planned fields take', () => {
  const documents = new Documents(schema, [], 4_000_000);
  const planOf = (query: string) => documents.ready(query, undefined, {})?.plan;
  planOf('{ providers { provider } }'); // it is cached when it comes again
  const first = planOf('{ providers { provider } }');
  expect(planOf('{ providers { provider } }')).toBe(first);
  const wide = (at: number): string =>
    `{ ${Array.from({ length: 100 }, (_, n) => `a${at}_${n}: __typename`).join(' ')} }`;
  for (let at = 0; at < 24; at += 1) planOf(wide(at >> 1));
  expect(planOf('{ providers { provider } }')).not.toBe(first);
});

const PARTS = Array.from(
  { length: 6 },
  (_, n) =>
    `fragment F${n} on Client { ${['a', 'b', 'c', 'd'].map((key) => `${key}: account(id: "x") { client { ${n < 5 ? `...F${n + 1}` : 'name'} } }`).join(' ')} }`,
);

test('a document whose fragments unfold to thousands of fields is not planned', () => {
  const query = `{ client(id: "x") { ...F0 } } ${PARTS.join(' ')}`;
  expect(countFields(parse(query), 1_000_000)).toBe(15_017);
  expect(countFields(parse(query), 1_000)).toBe(1_001);
  expect(new Documents(schema, []).ready(query, undefined, {})).toBeUndefined();
});

test('a document that comes once is not compiled; one that comes again is, and answers the same', async () => {
  const compiling = vi.spyOn(globalThis, 'Function');
  const documents = new Documents(schema, []);
  const execute = async () => {
    const ready = documents.ready('{ __typename same: __typename }', undefined, {});
    return ready && (await run(ready, {})).data;
  };
  const first = await execute();
  expect(compiling).not.toHaveBeenCalled();
  const second = await execute();
  expect(compiling).toHaveBeenCalledTimes(1);
  await execute();
  expect(compiling).toHaveBeenCalledTimes(1);
  expect([first, second]).toEqual([1, 2].map(() => ({ __typename: 'Query', same: 'Query' })));
  compiling.mockRestore();
});
