import { setTimeout as delay } from 'node:timers/promises';
import { startHelper, type Remote } from '../../test/cluster/helper-process.ts';
import { startRedis, type RedisServer } from '../../test/kit/redis.ts';
import type { CrowdActs } from './crowd-process.ts';
import type { FondoActs } from './fondo-process.ts';
import type { InstanceActs } from './instance-process.ts';
import type { Usage } from './usage.ts';

const address = (file: string): URL => new URL(file, import.meta.url);
/** Each wait for something that should be there soon. */
const PATIENCE_MS = 120_000;

export type Instance = Remote<InstanceActs> & { readonly address: string };

/** What the Redis has used so far. */
export interface RedisUsage {
  readonly cpuMs: number;
  /** Bytes of its data. */
  readonly memory: number;
}

export function redisUsage(redis: RedisServer): RedisUsage {
  const text = redis.cli('INFO');
  const field = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1] ?? NaN);
  const cpuMs = (field('used_cpu_user') + field('used_cpu_sys')) * 1_000;
  return { cpuMs, memory: field('used_memory') };
}

/** Waits until nothing is missing any more; throws when that takes too long. */
export async function untilNone(
  missing: () => Promise<number> | number,
  what: string,
  ms = PATIENCE_MS,
  everyMs = 20,
): Promise<void> {
  for (const end = Date.now() + ms; ; await delay(everyMs)) {
    const count = await missing();
    if (count === 0) return;
    if (Date.now() > end) throw new Error(`${what}: ${count} are still missing after ${ms} ms`);
  }
}

/** Gateways over one Redis, or one without, a simulator of Fondo and a crowd: all of them processes of their own. */
export class World implements AsyncDisposable {
  readonly fondo: Remote<FondoActs>;
  readonly crowd: Remote<CrowdActs>;
  readonly redis: RedisServer | undefined;
  readonly instances: Instance[] = [];
  readonly #env: Record<string, string>;

  private constructor(fondo: Remote<FondoActs>, crowd: Remote<CrowdActs>, redis: RedisServer | undefined, env: object) {
    this.fondo = fondo;
    this.crowd = crowd;
    this.redis = redis;
    this.#env = { ...env };
  }

  /** @param env of the gateways, beside that of every measurement */
  static async start(instances: number, withRedis: boolean, env: Record<string, string> = {}): Promise<World> {
    const redis = withRedis ? await startRedis() : undefined;
    const fondo = await startHelper<FondoActs>(address('fondo-process.ts'));
    const crowd = await startHelper<CrowdActs>(address('crowd-process.ts'));
    const { url, clientId, clientSecret } = await fondo.settings();
    const world = new World(fondo, crowd, redis, {
      ...{ NODE_ENV: '', PORT: '0', AUTH: 'none', LOG_LEVEL: 'error', PAYEX: 'off', AARTHIK: 'off' },
      ...{ FONDO_URL: url, FONDO_CLIENT_ID: clientId, FONDO_CLIENT_SECRET: clientSecret },
      // One machine is all callers here.
      ...{ MAX_SOCKETS_PER_ADDRESS: '1000000', MAX_UNFINISHED_REQUESTS: '100000', MAX_EVENT_LOOP_DELAY_MS: '60000' },
      ...(redis && { REDIS_URL: redis.url, FILES_SECRET: 'a secret of this measurement' }),
      ...env,
    });
    try {
      for (let at = 0; at < instances; at += 1) await world.startInstance();
      await world.reach();
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
    return world;
  }

  async startInstance(): Promise<Instance> {
    const started = await startHelper<InstanceActs>(address('instance-process.ts'), {
      execArgv: ['--expose-gc'],
      env: this.#env,
    });
    const url = await started.url();
    const instance: Instance = new Proxy(started, {
      get: (target, name) => (name === 'address' ? url : (Reflect.get(target, name) as unknown)),
    }) as Instance;
    this.instances.push(instance);
    return instance;
  }

  /** Leads clients to these instances; to all of them when left out. */
  async reach(instances: readonly Instance[] = this.instances): Promise<void> {
    await this.crowd.reach(instances.map((instance) => instance.address));
  }

  /** Waits until everybody is told that the stream is live. */
  async live(): Promise<void> {
    await untilNone(() => this.crowd.waiting(), 'streams that are live');
  }

  /** Of each instance. */
  usage(collected = false): Promise<Usage[]> {
    return Promise.all(this.instances.map((instance) => instance.usage(collected)));
  }

  redisUsage(): RedisUsage {
    return this.redis ? redisUsage(this.redis) : { cpuMs: 0, memory: 0 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.crowd[Symbol.asyncDispose]();
    await Promise.all(this.instances.map((instance) => instance[Symbol.asyncDispose]()));
    await this.fondo[Symbol.asyncDispose]();
    await this.redis?.[Symbol.asyncDispose]();
  }
}
