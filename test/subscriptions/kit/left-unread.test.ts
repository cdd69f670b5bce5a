import { expect, test, vi } from 'vitest';
import { snapshotFirst } from '../../../src/subscriptions/fondo/snapshot-first.ts';
import { repeatAt } from '../../../src/subscriptions/kit/again-at.ts';
import { interruptible } from '../../../src/subscriptions/kit/interruptible.ts';
import { stateFirst } from '../../../src/subscriptions/kit/state-first.ts';

type Source = AsyncGenerator<never, void>;

/** Streams over a source that is open already. */
const OVER: Readonly<Record<string, (source: Source) => AsyncGenerator<unknown, void>>> = {
  'the present state and what follows it': (changes) =>
    stateFirst({ changes, present: () => Promise.resolve(null), isNewer: () => true }),
  'the present state of a batch': (changes) =>
    snapshotFirst({
      clientId: 'c',
      changes,
      channel: { ready: undefined, cursor: '' },
      join: { after: undefined },
      present: () => Promise.resolve([]),
    }),
  'states that change by themselves': (source) => repeatAt(source, () => undefined),
  'any other': (source) =>
    interruptible(async function* () {
      yield* source;
    }, source),
};

test.each(Object.entries(OVER))('%s: one who leaves before the first value leaves the source', async (_what, over) => {
  const source = (async function* (): Source {})();
  const left = vi.spyOn(source, 'return');
  const stream = over(source);
  await stream.return(undefined);
  expect(left).toHaveBeenCalled();
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});
