import { expect, test } from 'vitest';
import { Notices } from '../../src/cluster/redis/notices.ts';
import { threadKeys } from '../../src/cluster/redis/keys.ts';
import { Seal } from '../../src/cluster/redis/seal.ts';

test('a takeover of many threads is one line, which names one of them by its hash', () => {
  const lines: unknown[] = [];
  const notices = new Notices({
    info: (message, entry) => void lines.push({ level: 'info', message, ...entry }),
    warn: (message, entry) => void lines.push({ level: 'warn', message, ...entry }),
  });
  const seal = new Seal('a secret of these tests');
  for (const id of ['a', 'b', 'c']) notices.note('takeover', threadKeys('gw1:', seal, 'fondo', id));
  notices.note('fenced', threadKeys('gw1:', seal, 'fondo', 'd'));
  notices.flush();
  notices.flush();
  expect(lines).toEqual([
    {
      level: 'info',
      message: expect.stringContaining('Took over'),
      thread: seal.name('thread', 'fondo', 'a'),
      threads: 3,
    },
    { level: 'warn', message: expect.stringContaining('Lost'), thread: seal.name('thread', 'fondo', 'd'), threads: 1 },
  ]);
});
