import { fork } from 'node:child_process';
import { once } from 'node:events';

/** What another process does when it is asked. */
type Acts = Readonly<Record<string, (...args: never[]) => unknown>>;

/** These acts, done in another process. */
export type Remote<A extends Acts> = AsyncDisposable & {
  readonly [Act in keyof A]: (...args: Parameters<A[Act]>) => Promise<Awaited<ReturnType<A[Act]>>>;
};

interface HelperOptions {
  readonly execArgv?: readonly string[];
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a module of this folder, or of an absolute address, that calls `answer` as a process of its own. What it was asked
 * for and did not answer rejects when it ends.
 */
export async function startHelper<A extends Acts>(
  file: string | URL,
  { execArgv = [], env = {} }: HelperOptions = {},
): Promise<Remote<A>> {
  const child = fork(new URL(file, import.meta.url), {
    serialization: 'advanced',
    execArgv: [...execArgv],
    env: { ...process.env, ...env },
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const started = new Promise<unknown>((resolve, reject) => waiting.set(0, { resolve, reject }));
  child.on('message', ({ id, value }: { id: number; value: unknown }) => {
    waiting.get(id)?.resolve(value);
    waiting.delete(id);
  });
  let last = 0;
  const act =
    (name: string) =>
    (...args: readonly unknown[]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (!child.connected) return reject(new Error(`${String(file)} has ended`));
        waiting.set((last += 1), { resolve, reject });
        child.send({ id: last, act: name, args });
      });
  const ended = once(child, 'exit');
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`${String(file)} has ended`));
  });
  await started;
  const own: AsyncDisposable = {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
  return new Proxy(own, {
    get: (target, name) =>
      typeof name === 'string' && name !== 'then' ? act(name) : (Reflect.get(target, name) as unknown),
  }) as Remote<A>;
}

/** Does what the process that has started this one asks for, until that is gone. */
export function answer(acts: Acts): void {
  process.on('message', ({ id, act, args }: { id: number; act: string; args: readonly never[] }) => {
    void Promise.resolve(acts[act]?.(...args)).then((value) => process.send?.({ id, value }));
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ id: 0 });
}
