/** The gateway as `npm start` runs it, in a child process that tells its parent how much of its heap is in use. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
type Collect = (options: { readonly type: 'major'; readonly flavor: 'last-resort' }) => void;
const collect = runInNewContext('gc') as Collect;

process.on('message', () => {
  // As V8 does before it gives up for want of memory: code that is not used any more (of plans) goes then, too.
  collect({ type: 'major', flavor: 'last-resort' });
  process.send?.({ heapMb: process.memoryUsage().heapUsed / 2 ** 20 });
});
await import('../../src/main.ts');
