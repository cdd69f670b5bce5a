import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A gateway in a process of its own, whose heap is watched. */
export interface Watched {
  readonly url: string;
  /** Whether the process has ended. */
  readonly ended: boolean;
  /** The heap in use after a collection of garbage, in MB: the least of a few, as connections take a moment to close. */
  level(): Promise<number>;
  stop(): Promise<void>;
}

const EVERY_MS = 50;
const LOOKS = 4;

/** Starts the gateway over its sandbox, with a heap of so many MB. */
export async function startWatched(heapMb: number, settings: Record<string, string> = {}): Promise<Watched> {
  const child = fork(fileURLToPath(new URL('./watched-gateway.ts', import.meta.url)), {
    execArgv: [`--max-old-space-size=${heapMb}`],
    env: { PATH: process.env['PATH'], PORT: '0', SANDBOX_SPEED: '0.001', ...settings },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  while (!/http:\S+\/graphql/.test(output) && !isOver()) await delay(EVERY_MS);
  return {
    url: /http:\/\/127[\d.:]+/.exec(output)?.[0] ?? '',
    get ended() {
      return isOver();
    },
    async level() {
      let least = Infinity;
      for (let look = 0; look < LOOKS && !isOver(); look += 1) {
        const answer = once(child, 'message') as Promise<[{ heapMb: number }]>;
        child.send('collect');
        least = Math.min(least, (await answer)[0].heapMb);
        await delay(500);
      }
      return least;
    },
    async stop() {
      if (isOver()) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
