import { expect, test } from 'vitest';
import { Seal } from '../../src/cluster/redis/seal.ts';

test('what is sealed opens in its place, and nowhere else', () => {
  const seal = new Seal('secret');
  const sealed = seal.close('here', 'words');
  expect(seal.open('here', sealed)).toBe('words');
  expect(seal.open('there', sealed)).toBeUndefined();
  expect(sealed.includes('words')).toBe(false);
});

test('what was changed, cut off or made up does not open', () => {
  const seal = new Seal('secret');
  const sealed = seal.close('here', 'words');
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(seal.open('here', changed)).toBeUndefined();
    expect(seal.open('here', sealed.subarray(0, at))).toBeUndefined();
  }
  expect(new Seal('another').open('here', sealed)).toBeUndefined();
});

test('while a secret is replaced in three steps, each step opens what the ones beside it have sealed', () => {
  const steps = [new Seal('old'), new Seal('old', ['new']), new Seal('new', ['old']), new Seal('new')];
  for (const [at, step] of steps.entries()) {
    for (const other of [steps[at - 1], steps[at + 1]])
      if (other) expect(other.open('here', step.close('here', 'words'))).toBe('words');
  }
  const names = steps.map((step) => step.name('thread', 'one'));
  expect(names.filter((name, at) => at > 0 && name !== names[at - 1])).toHaveLength(1);
});
