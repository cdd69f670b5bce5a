import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { Documents } from '../../src/execution/documents.ts';
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

test('the plans that are kept are bounded by the text that was planned', () => {
  const documents = new Documents(schema, []);
  const planOf = (query: string) => documents.ready(query, undefined, {})?.plan;
  const first = planOf('{ providers { provider } }');
  expect(planOf('{ providers { provider } }')).toBe(first);
  for (let at = 0; at < 12; at += 1) planOf(`{ a${at}: providers { provider } } #${'x'.repeat(100_000)}`);
  expect(planOf('{ providers { provider } }')).not.toBe(first);
});
