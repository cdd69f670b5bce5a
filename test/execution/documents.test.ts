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
