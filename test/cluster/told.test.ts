import { expect, test } from 'vitest';
import { Told } from '../../src/cluster/redis/told.ts';

const version = (moment: string, content: string) => ({ object: 'order:1', moment, content: () => content });

test('of one holder everything is told, also several changes of one moment and a clock that is set back', () => {
  const told = new Told();
  const changes = [version('2', 'sent'), version('2', 'confirmed'), version('2', 'sent'), version('1', 'settled')];
  expect(changes.map((change, at) => told.admits(String(at), 1, change))).toEqual([true, true, true, true]);
});

test('a change that its holder appends again is told once', () => {
  const told = new Told();
  expect(told.admits('a', 1, version('1', 'sent'))).toBe(true);
  expect(told.admits('a', 2, version('1', 'sent'))).toBe(false);
});

test('what the next holder finds is told unless it is older, or what was told last', () => {
  const told = new Told();
  told.admits('a', 1, version('2', 'sent'));
  expect(told.admits('b', 2, version('1', 'created'))).toBe(false);
  expect(told.admits('c', 2, version('2', 'sent'))).toBe(false);
  expect(told.admits('d', 2, version('2', 'confirmed'))).toBe(true);
  expect(told.admits('e', 3, version('3', 'settled'))).toBe(true);
});
