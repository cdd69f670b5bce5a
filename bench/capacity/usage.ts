import { setTimeout as delay } from 'node:timers/promises';

/** What a process has used so far. */
export interface Usage {
  /** Milliseconds of CPU since its start, of all its threads. */
  readonly cpuMs: number;
  /** Bytes of the process, and of the JavaScript objects in it. */
  readonly rss: number;
  readonly heap: number;
}

const COLLECTIONS = 2;
const PAUSE_MS = 100;
type Collect = (options: { readonly type: 'major'; readonly flavor: 'last-resort' }) => void;

/** Of this process; with `collected` after its garbage was collected, which itself costs CPU. */
export async function usage(collected = false): Promise<Usage> {
  for (let at = 0; collected && at < COLLECTIONS; at += 1) {
    (globalThis.gc as Collect | undefined)?.({ type: 'major', flavor: 'last-resort' }); // gives pages back, too
    await delay(PAUSE_MS);
  }
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return { cpuMs: (user + system) / 1_000, rss, heap: heapUsed };
}
