import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A controlled child process. Every message receives exactly one reply. */
export interface Controlled {
  readonly url: string;
  readonly pid: number;
  ask<T>(message: unknown): Promise<T>;
  stop(): Promise<void>;
}

/**
 * Starts a program of this folder, or of an absolute path, in a child process; it sends its address when it is ready.
 */
export async function start(program: string, ...args: string[]): Promise<Controlled> {
  const child: ChildProcess = fork(fileURLToPath(new URL(program, import.meta.url)), args, {
    env: { ...process.env, NODE_ENV: 'production', SANDBOX: 'off' },
    execArgv: [
      '--expose-gc',
      '--no-allocation-site-pretenuring', // as src/lifecycle/memory.ts has it, and for the back end too
      ...(process.env['BENCH_PROF'] ? ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_PROF']}`] : []),
    ],
  });
  const ask = async <T>(message: unknown): Promise<T> => {
    const answer = once(child, 'message');
    child.send(message as never);
    return (await answer)[0] as T;
  };
  child.once('exit', (code) => {
    if (code) throw new Error(`${program} ended with ${code}.`);
  });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return {
    url,
    pid: child.pid ?? 0,
    ask,
    async stop() {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}

/** Resource usage of a server process: cumulative CPU in milliseconds, memory in megabytes. */
export interface Usage {
  readonly cpuMs: number;
  readonly rssMb: number;
  readonly heapMb: number;
}

/**
 * Replies to messages with the resource usage of this process (`'collect'`: after a garbage collection); exits with its
 * parent.
 */
export function answerUsage(): void {
  process.on('message', (message) => {
    if (message === 'collect') globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    const usage: Usage = { cpuMs: (user + system) / 1000, rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20 };
    process.send?.(usage);
  });
  process.on('disconnect', () => process.exit(0));
}
