import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../telemetry/logger.ts';

export interface WorkersOptions {
  readonly count: number;
  /** What each of them runs; it sends a `Started` once it serves. */
  readonly module: string;
  /** Environment of the worker with this number, from 0. */
  readonly env: (worker: number) => NodeJS.ProcessEnv;
  readonly log: Pick<Log, 'error'>;
}

/** What a worker tells the process that has started it. */
export interface Started {
  readonly url: string;
}

/** Waits before a worker that died is replaced: doubled with each death of one that had not served for a minute. */
const AGAIN_MS = [100, 30_000] as const;
const STEADY_MS = 60_000;

interface Worker {
  readonly child: ChildProcess;
  readonly startedAt: number;
  /** Undefined: it ended before it served. */
  readonly started: Promise<Started | undefined>;
  readonly ended: Promise<unknown>;
  isLetGo: boolean;
}

/** Several gateways on one port, each a process of its own. */
export class Workers {
  readonly #options: WorkersOptions;
  readonly #workers: (Worker | undefined)[] = [];
  /** Those that have a number, and those that are about to be replaced, or have been. */
  readonly #running = new Set<Worker>();
  readonly #deaths: number[] = [];
  readonly #stop = new AbortController();
  #restarting: Promise<void> = Promise.resolve();

  constructor(options: WorkersOptions) {
    this.#options = options;
  }

  /** Starts all of them; answers where they serve. Undefined: one of them could not start, and the others are stopped. */
  async start(): Promise<Started | undefined> {
    const numbers = Array.from({ length: this.#options.count }, (_, number) => number);
    const started = await Promise.all(numbers.map((number) => this.#open(number).started));
    if (started.every((one) => one !== undefined)) return started[0];
    await this.stop();
    return undefined;
  }

  /** Replaces one after the other: each goes once its successor serves. One that cannot start replaces nothing. */
  restart(): Promise<void> {
    return (this.#restarting = this.#restarting.then(async () => {
      for (const [number, old] of this.#workers.entries()) {
        if (this.#stop.signal.aborted) return;
        const fresh = this.#open(number);
        if (await fresh.started) {
          if (old) await this.#letGo(old);
        } else if (!this.#stop.signal.aborted) {
          this.#options.log.error('a worker could not be replaced: those that run stay', { worker: number });
          this.#workers[number] = old;
          if (old && !this.#running.has(old)) void this.#replace(number, old); // it has died meanwhile
          return;
        }
      }
    }));
  }

  /** Lets all of them go, and waits for their end. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#running].map((worker) => this.#letGo(worker)));
  }

  async #letGo(worker: Worker): Promise<void> {
    worker.isLetGo = true;
    worker.child.kill('SIGTERM');
    await worker.ended;
  }

  #open(number: number): Worker {
    const { module, env } = this.#options;
    const child = fork(module, [WORKER], { env: env(number) });
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve()); // it could not be started
    });
    const started = Promise.race([
      new Promise<Started>((resolve) => child.once('message', (message) => resolve(message as Started))),
      ended.then(() => undefined),
    ]);
    const worker: Worker = { child, startedAt: Date.now(), started, ended, isLetGo: false };
    this.#workers[number] = worker;
    this.#running.add(worker);
    void ended.then(() => this.#running.delete(worker));
    void started.then((isStarted) => isStarted && ended.then(() => this.#replace(number, worker)));
    return worker;
  }

  /** After the end of a worker that has served: others are started, after pauses that grow, until one of them serves. */
  async #replace(number: number, dead: Worker): Promise<void> {
    const { signal } = this.#stop;
    // Not where it was let go, nor while a restart has begun with its successor.
    for (let last = dead; !last.isLetGo && !signal.aborted && this.#workers[number] === last;) {
      const deaths = Date.now() - last.startedAt > STEADY_MS ? 0 : (this.#deaths[number] ?? 0);
      this.#deaths[number] = deaths + 1;
      const ms = Math.min(AGAIN_MS[0] * 2 ** deaths, AGAIN_MS[1]);
      this.#options.log.error('a worker has died and is replaced', { worker: number, ms });
      await delay(ms, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || this.#workers[number] !== last) return;
      last = this.#open(number);
      if (await last.started) return;
    }
  }
}

const WORKER = 'worker';

/** Whether this process is one of several that another has started. */
export const isWorker = (): boolean => process.argv[2] === WORKER;

/** Tells the process that has started this worker where it serves. */
export const tellStarted = ({ url }: Started): void => void process.send?.({ url } satisfies Started);

/**
 * Runs several gateways on one port until this process is told to stop; SIGHUP replaces one after the other.
 * @param metricsPort of the first worker; those of the others follow it
 */
export async function superviseWorkers(
  count: number,
  {
    env,
    log,
    module,
    metricsPort,
  }: { env: NodeJS.ProcessEnv; log: Log; module: string; metricsPort: number | undefined },
): Promise<void> {
  const workers = new Workers({
    count,
    module,
    log,
    env: (worker) => ({ ...env, ...(metricsPort !== undefined && { METRICS_PORT: String(metricsPort + worker) }) }),
  });
  const stop = (reason: string): void => {
    log.info('stopping', { reason });
    void workers.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGHUP', () => void workers.restart());
  const started = await workers.start();
  if (!started) process.exit(1);
  console.log(`\n  Financial GraphQL gateway: ${count} workers on ${started.url}/graphql\n`);
}
