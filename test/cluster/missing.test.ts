import fc from 'fast-check';
import { expect, test } from 'vitest';
import { missingChanges } from '../../src/cluster/redis/missing.ts';
import type { Appended } from '../../src/cluster/redis/operations.ts';

const appended = (object: string, at: number): Appended<string> => ({
  id: String(at),
  before: false,
  change: `${object} ${at}`,
  version: { object, moment: String(at), content: () => String(at) },
  bytes: 10,
  note: `note ${at}`,
  at,
});

test('whatever a failover has lost, exactly that is appended again, in its order', () => {
  const objects = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 });
  fc.assert(
    fc.property(objects, fc.nat(30), (names, kept) => {
      const all = names.map((object, at) => appended(object, at));
      const noted = new Map(all.map(({ version, note }) => [version.object, note ?? '']));
      const there = new Map(all.slice(0, kept).map(({ version, note }) => [version.object, note ?? '']));
      expect(missingChanges(all, there, noted)).toEqual(all.slice(kept));
    }),
  );
});

test('what Redis has in full is not appended again, and of what it has forgotten altogether everything is', () => {
  const all = ['a', 'b', 'a'].map((object, at) => appended(object, at));
  const noted = new Map([
    ['a', 'note 2'],
    ['b', 'note 1'],
  ]);
  expect(missingChanges(all, noted, noted)).toEqual([]);
  expect(missingChanges(all, new Map(), noted)).toEqual(all);
});
