import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { until } from '../kit/gateway.ts';
import { liveEnv } from '../lifecycle/process-kit.ts';
import { Follower, type Transport } from './follower.ts';
import { startHelper, type Remote } from './helper-process.ts';
import { startInstance, type Instance } from './instance.ts';
import { startProxy, type Proxy } from './proxy.ts';
import type { SandboxActs } from './sandbox-process.ts';

export interface WorldOptions {
  /** Port of the Redis, which each instance reaches through a proxy; without one `env` says where it is. */
  readonly redis?: number;
  readonly instances?: number;
  /** Clients of Fondo that are followed. */
  readonly clients?: number;
  /** Of each client. */
  readonly followers?: readonly Transport[];
  readonly env?: Record<string, string>;
}

const ACCOUNTS = 4;
let worlds = 0;

/** Several gateways that share a Redis, each behind a proxy of its own, over one sandbox; and clients that follow them. */
export class World implements AsyncDisposable {
  readonly sandbox: Remote<SandboxActs>;
  readonly instances: Instance[] = [];
  readonly proxies: Proxy[] = [];
  readonly clients: string[] = [];
  readonly followers: Follower[] = [];
  /** What has changed since `begin`. */
  readonly truth = new Map<string, { key: string; version: string }[]>();
  readonly #env: Record<string, string>;
  #turn = 0;

  private constructor(sandbox: Remote<SandboxActs>, env: Record<string, string>) {
    this.sandbox = sandbox;
    this.#env = env;
  }

  static async start(options: WorldOptions): Promise<World> {
    const { env = {} } = options;
    const sandbox = await startHelper<SandboxActs>('sandbox-process.ts');
    const world = new World(sandbox, {
      ...liveEnv(await sandbox.settings()),
      REDIS_PREFIX: `w${(worlds += 1)}:`,
      ...env,
    });
    try {
      await world.#open(options);
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
    return world;
  }

  async #open({ redis, instances = 3, clients = 6, followers = ['socket', 'events'] }: WorldOptions): Promise<void> {
    if (redis !== undefined) for (let at = 0; at < instances; at += 1) this.proxies.push(await startProxy(redis));
    const started = Array.from({ length: instances }, (_, at) => this.start(this.proxies[at]));
    this.instances.push(...(await Promise.all(started)));
    for (let at = 0; at < clients; at += 1) {
      const client = await this.sandbox.addClient(ACCOUNTS);
      this.clients.push(client);
      this.truth.set(client, []);
    }
    for (const [at, client] of this.clients.entries())
      for (const [which, transport] of followers.entries()) this.follow(client, transport, at + which);
    await this.live(60_000);
  }

  /** Another instance, in the place of one that is gone. */
  start(proxy?: Proxy): Promise<Instance> {
    return startInstance({ ...(proxy && { REDIS_URL: `redis://127.0.0.1:${proxy.port}` }), ...this.#env });
  }

  follow(client: string, transport: Transport, first = 0): Follower {
    const follower = new Follower(client, transport, this.addresses, first);
    this.followers.push(follower);
    return follower;
  }

  /** Of the instances that run. */
  readonly addresses = (): string[] => this.instances.filter(({ isAlive }) => isAlive).map(({ url }) => url);

  /** The instance that holds most, by its metrics. */
  async holder(): Promise<number> {
    const held = await Promise.all(
      this.instances.map(async ({ url, isAlive }) => {
        const text = isAlive ? await (await fetch(`${url}/metrics`)).text() : '';
        return Number(/gateway_cluster_threads\{role="held"\} (\d+)/.exec(text)?.[1] ?? -1);
      }),
    );
    return held.indexOf(Math.max(...held));
  }

  /** Changes an account of the next client. */
  async change(client = this.clients[(this.#turn += 1) % this.clients.length] as string): Promise<void> {
    const account = Math.floor(this.#turn / this.clients.length) % ACCOUNTS;
    const { id, version } = await this.sandbox.change(client, account);
    this.truth.get(client)?.push({ key: `Account:${client}:${id}`, version });
  }

  /** Changes every account once. */
  async changeAll(): Promise<void> {
    for (const client of this.clients)
      for (let at = 0; at < ACCOUNTS; at += 1) {
        this.#turn += this.clients.length;
        await this.change(client);
      }
  }

  /** Changes accounts for a while, at a rate per second. */
  async busy(ms: number, perSecond = 60): Promise<void> {
    for (const end = Date.now() + ms; Date.now() < end; await delay(1000 / perSecond)) await this.change();
  }

  /** Forgets what has been changed and told so far: everybody is live, and what follows is judged by itself. */
  async begin(): Promise<void> {
    await this.live();
    for (const changes of this.truth.values()) changes.length = 0;
    for (const follower of this.followers) follower.forget();
  }

  /** Waits until every follower is told that its stream is live. */
  async live(ms = 20_000): Promise<void> {
    await until(() => this.followers.every(({ isLive }) => isLive), 'every stream to be live', ms);
  }

  /** Makes one more change of each client, waits until everybody knows it, and compares what was told with the truth. */
  async verdict(
    ms = 20_000,
  ): Promise<{ lost: number; doubled: number; disordered: number; superseded: number; told: number }> {
    await this.changeAll();
    await expect
      .poll(
        () =>
          this.followers
            .filter((follower) => !follower.knows(this.truth))
            .map(({ recorder: { cursor }, client, errors }) => ({ client, cursor, errors })),
        { timeout: ms },
      )
      .toEqual([]);
    const sum = { lost: 0, doubled: 0, disordered: 0, superseded: 0, told: 0 };
    for (const { client, recorder } of this.followers) {
      const { lost, doubled, disordered, superseded, told } = recorder.verdict(this.truth.get(client) ?? []);
      sum.lost += lost;
      sum.doubled += doubled;
      sum.disordered += disordered;
      sum.superseded += superseded;
      sum.told += told;
    }
    return sum;
  }

  /** Everything was told once and in order, and each client has one socket. */
  async settled(ms?: number): Promise<void> {
    await this.live(ms);
    expect(await this.verdict(ms)).toMatchObject({ lost: 0, doubled: 0, disordered: 0 });
    await expect.poll(() => this.sandbox.sockets(), { timeout: 5_000 }).toEqual(this.clients.map(() => 1));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.followers.map((follower) => follower.close()));
    await Promise.all(this.instances.map((instance) => instance.kill()));
    await Promise.all(this.proxies.map((proxy) => proxy[Symbol.asyncDispose]()));
    await this.sandbox[Symbol.asyncDispose]();
  }
}
