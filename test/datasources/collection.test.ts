import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import { Collection, type CollectionSource } from '../../src/datasources/kit/collection.ts';

interface Row {
  readonly id: string;
}

/** A collection over reads that a test answers itself, and the reads that were made. */
function collectionOf(source: Partial<CollectionSource<Row>>) {
  const reads: string[] = [];
  const collection = new Collection<Row>({
    one: (id) => (reads.push(id), source.one?.(id) ?? Promise.resolve({ id })),
    page: (page) => (reads.push('list'), source.page?.(page) ?? Promise.resolve([])),
    idOf: ({ id }) => id,
    cursorOf: ({ id }) => id,
  });
  return { collection, reads };
}

test('an id is read once, however often it is asked for, and all that are asked for at once make one batch', async () => {
  const { collection, reads } = collectionOf({
    page: () => Promise.resolve(['a', 'b', 'c'].map((id) => ({ id }))),
  });
  const asked = ['a', 'b', 'c', 'a'].map((id) => collection.byId(id));
  expect(reads).toEqual([]);
  expect(await Promise.all(asked.map(async (one) => one))).toEqual([
    { id: 'a' },
    { id: 'b' },
    { id: 'c' },
    { id: 'a' },
  ]);
  expect(reads).toEqual(['list']);
});

test('what a page holds is answered at once, without a promise', async () => {
  const { collection } = collectionOf({ page: () => Promise.resolve([{ id: 'a' }]) });
  await collection.page({ limit: 10 });
  expect(collection.byId('a')).toEqual({ id: 'a' });
});

test('a slow or failing read holds no other of its batch up', async () => {
  const slow = Promise.withResolvers<Row>();
  const { collection } = collectionOf({
    one: (id) =>
      id === 'slow' ? slow.promise : id === 'bad' ? Promise.reject(new Error('bad')) : Promise.resolve({ id }),
  });
  const [held, bad, quick] = ['slow', 'bad', 'quick'].map(async (id) => collection.byId(id));
  await expect(bad).rejects.toThrow('bad');
  expect(await quick).toEqual({ id: 'quick' });
  slow.resolve({ id: 'slow' });
  expect(await held).toEqual({ id: 'slow' });
});

test('what a page holds is found by its whole id, however alike ids are, and the first of an id counts', async () => {
  // The same characters at their ends, some with the same number of them (`Aa` and `BB` count alike), some empty or short.
  const heads = ['', 'a', 'b', 'ab', 'first-', 'other-'];
  const ends = ['', 'Aa', 'BB', 'AaAa', 'AaBB', 'BBAa', 'BBBB', '-000001', '-000002', 'AaBB-000001', 'BBAa-000001'];
  const ids = heads.flatMap((head) => ends.map((end) => head + end));
  const rows = [...ids, ...ids].map((id, at) => ({ id, at }));
  const { collection, reads } = collectionOf({ page: () => Promise.resolve(rows) });
  await collection.page({ limit: 500 });
  for (const id of ids) expect(collection.byId(id)).toBe(rows.find((row) => row.id === id));
  expect(reads).toEqual(['list']);
  for (const id of ['c', 'first-000003', 'x-AaBB-000001', 'aAaAaAa']) expect(await collection.byId(id)).toEqual({ id }); // which is not in the page: read alone
  expect(reads).toEqual(['list', 'c', 'first-000003', 'x-AaBB-000001', 'aAaAaAa']);
});

test('a list that is kept, as reference data is, holds on to no operation that looked something up in it', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const kept = Promise.resolve([{ id: 'a' }, { id: 'b' }]);
  const lookedUp = async (): Promise<WeakRef<object>> => {
    const operation = { caller: 'somebody' };
    const collection = new Collection<Row>({
      one: () => Promise.resolve(null),
      page: () => kept,
      idOf: ({ id }) => (operation.caller ? id : ''),
      cursorOf: ({ id }) => id,
    });
    await collection.page({ limit: 10 });
    expect(collection.byId('b')).toEqual({ id: 'b' });
    return new WeakRef(operation);
  };
  const operation = await lookedUp();
  await vi.waitFor(() => {
    collect();
    expect(operation.deref() === undefined).toBe(true); // an assertion about it would hold on to it
  });
  expect(await kept).toHaveLength(2);
});
