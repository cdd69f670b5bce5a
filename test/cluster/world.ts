import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { until } from '../kit/gateway.ts';
import { liveEnv } from '../lifecycle/process-kit.ts';
import { Follower, type Transport } from './follower.ts';
import { startInstance, type Instance } from './instance.ts';
import { startProxy, type Proxy } from './proxy.ts';

export interface WorldOptions {
  /** Port of the Redis. */
  readonly redis: number;
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
  readonly sandbox: Sandbox;
  readonly instances: Instance[] = [];
  readonly proxies: Proxy[] = [];
  readonly clients: string[] = [];
  readonly followers: Follower[] = [];
  readonly #truth = new Map<string, { key: string; version: string }[]>();
  readonly #env: Record<string, string>;
  /** Most sockets to Fondo that a client had at the same time since `watchSockets`. */
  #mostSockets = 0;
  #watching: NodeJS.Timeout | undefined;
  #turn = 0;

  private constructor(sandbox: Sandbox, env: Record<string, string>) {
    this.sandbox = sandbox;
    this.#env = env;
  }

  static async start(options: WorldOptions): Promise<World> {
    const { redis, instances = 3, clients = 6, followers = ['socket', 'events'], env = {} } = options;
    const sandbox = await startSandbox({ speed: 1 });
    const world = new World(sandbox, {
      ...liveEnv(sandbox.settings),
      REDIS_PREFIX: `w${(worlds += 1)}:`,
      ...env,
    });
    for (let at = 0; at < instances; at += 1) world.proxies.push(await startProxy(redis));
    world.instances.push(...(await Promise.all(world.proxies.map((proxy) => world.start(proxy)))));
    for (let at = 0; at < clients; at += 1) world.#addClient();
    for (const [at, client] of world.clients.entries())
      for (const [which, transport] of followers.entries()) world.follow(client, transport, at + which);
    await world.live();
    return world;
  }

  /** Another instance, in the place of one that is gone. */
  start(proxy: Proxy): Promise<Instance> {
    return startInstance({ ...this.#env, REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
  }

  follow(client: string, transport: Transport, first = 0): Follower {
    const reachable = (): string[] => this.instances.filter(({ isAlive }) => isAlive).map(({ url }) => url);
    const follower = new Follower(client, transport, reachable, first);
    this.followers.push(follower);
    return follower;
  }

  /** The instance that holds most, by its metrics. */
  async holder(): Promise<number> {
    const held = await Promise.all(
      this.instances.map(async ({ url }) => {
        const text = await (await fetch(`${url}/metrics`)).text();
        return Number(/gateway_sources\{stream="fondoEvents"\} (\d+)/.exec(text)?.[1] ?? 0);
      }),
    );
    return held.indexOf(Math.max(...held));
  }

  /** Changes an account of the next client. */
  change(client = this.clients[(this.#turn += 1) % this.clients.length] as string): void {
    const { state } = this.sandbox.fondo;
    const books = state.books(client);
    const { rows } = books.tables.account;
    const row = rows[Math.floor(this.#turn / this.clients.length) % rows.length] as { id: string };
    const { modifiedDate } = state.change(books, 'account', row.id, { name: `n${this.#turn}` });
    this.#truth.get(client)?.push({ key: `Account:${client}:${row.id}`, version: modifiedDate });
  }

  /** Changes accounts for a while, at a rate per second. */
  async busy(ms: number, perSecond = 60): Promise<void> {
    for (const end = Date.now() + ms; Date.now() < end; await delay(1000 / perSecond)) this.change();
  }

  /** Forgets what has been changed and told so far: everybody is live, and what follows is judged by itself. */
  async begin(): Promise<void> {
    await this.live();
    for (const changes of this.#truth.values()) changes.length = 0;
    for (const follower of this.followers) follower.forget();
  }

  watchSockets(): void {
    this.#mostSockets = 0;
    const look = (): void => {
      for (const client of this.clients)
        this.#mostSockets = Math.max(this.#mostSockets, this.sandbox.fondo.sockets(client));
    };
    clearInterval(this.#watching);
    this.#watching = setInterval(look, 5);
  }

  get mostSockets(): number {
    return this.#mostSockets;
  }

  /** Waits until every follower is told that its stream is live. */
  async live(ms = 20_000): Promise<void> {
    await until(() => this.followers.every(({ isLive }) => isLive), 'every stream to be live', ms);
  }

  /** Makes one more change of each client, waits until everybody knows it, and compares what was told with the truth. */
  async verdict(
    ms = 20_000,
  ): Promise<{ lost: number; doubled: number; disordered: number; superseded: number; told: number }> {
    for (const client of this.clients)
      for (let at = 0; at < ACCOUNTS; at += 1) {
        this.#turn += this.clients.length;
        this.change(client);
      }
    const knows = ({ client, recorder }: Follower): boolean =>
      [...(this.#truth.get(client) ?? [])].every((version) => recorder.knows(version));
    await expect
      .poll(
        () =>
          this.followers
            .filter((follower) => !knows(follower))
            .map(({ recorder: { cursor }, client, errors }) => ({ client, cursor, errors })),
        { timeout: ms },
      )
      .toEqual([]);
    const sum = { lost: 0, doubled: 0, disordered: 0, superseded: 0, told: 0 };
    for (const { client, recorder } of this.followers) {
      const { lost, doubled, disordered, superseded, told } = recorder.verdict(this.#truth.get(client) ?? []);
      sum.lost += lost;
      sum.doubled += doubled;
      sum.disordered += disordered;
      sum.superseded += superseded;
      sum.told += told;
    }
    return sum;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#watching);
    await Promise.all(this.followers.map((follower) => follower.close()));
    await Promise.all(this.instances.map((instance) => instance.kill()));
    await Promise.all(this.proxies.map((proxy) => proxy[Symbol.asyncDispose]()));
    await this.sandbox.close();
  }

  #addClient(): void {
    const { state } = this.sandbox.fondo;
    const demo = state.books(DEMO_CLIENT);
    const id = randomUUID();
    const books = state.addClient({ ...demo.client, id }, demo.custodians, demo.universe);
    for (const row of demo.tables.account.rows.slice(0, ACCOUNTS))
      books.tables.account.put({ ...row, id: randomUUID(), clientId: id });
    this.clients.push(id);
    this.#truth.set(id, []);
  }
}
