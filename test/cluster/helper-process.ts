import { fork } from 'node:child_process';
import { once } from 'node:events';

/** What another process does when it is asked. */
type Acts = Readonly<Record<string, (...args: never[]) => unknown>>;

/** These acts, done in another process. */
export type Remote<A extends Acts> = AsyncDisposable & {
  readonly [Act in keyof A]: (...args: Parameters<A[Act]>) => Promise<Awaited<ReturnType<A[Act]>>>;
};

/** Starts a module of this folder that calls `answer` as a process of its own. */
export async function startHelper<A extends Acts>(file: string): Promise<Remote<A>> {
  const child = fork(new URL(file, import.meta.url), { serialization: 'advanced' });
  const waiting = new Map<number, (value: unknown) => void>();
  const started = new Promise<unknown>((resolve) => waiting.set(0, resolve));
  child.on('message', ({ id, value }: { id: number; value: unknown }) => {
    waiting.get(id)?.(value);
    waiting.delete(id);
  });
  let last = 0;
  const act =
    (name: string) =>
    (...args: readonly unknown[]): Promise<unknown> =>
      new Promise((resolve) => {
        waiting.set((last += 1), resolve);
        child.send({ id: last, act: name, args });
      });
  const ended = once(child, 'exit');
  await Promise.race([started, ended.then(() => Promise.reject(new Error(`${file} did not start`)))]);
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
