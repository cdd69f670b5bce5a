import { expect, test } from 'vitest';
import { soak } from '../../../bench/soak.ts';

test('nothing is lost, doubled or told out of order, however often the connection breaks', async () => {
  const { drops, changes, subscribers } = await soak({ drops: 120, seed: 7 });
  expect(drops).toBeGreaterThanOrEqual(120);
  expect(changes).toBeGreaterThan(100);
  for (const verdict of subscribers) {
    expect(verdict).toMatchObject({ lost: 0, doubled: 0, disordered: 0, errors: 0 });
  }
}, 60_000);
