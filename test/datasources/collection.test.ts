import { expect, test } from 'vitest';
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
