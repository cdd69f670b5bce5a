import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RedisConnection } from '../../src/cluster/redis/clients/connection.ts';
import { claimed, threadState } from '../../src/cluster/redis/replies.ts';
import { clusterOn, hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';

const LIFE_MS = 60_000;
const INSTANCES = ['one', 'two', 'three'] as const;

type Step =
  | { readonly kind: 'claim' | 'renew' | 'lapse' | 'pause' | 'drain' | 'release'; readonly who: string }
  | { readonly kind: 'append'; readonly who: string; readonly events: number }
  /** The replica hears nothing any more; the primary dies, and its replica is promoted. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'failover' };

const who = fc.constantFrom(...INSTANCES);
const one = (kind: 'claim' | 'renew' | 'lapse' | 'pause' | 'drain' | 'release') =>
  fc.record({ kind: fc.constant(kind), who });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: one('claim') },
  {
    weight: 10,
    arbitrary: fc.record({ kind: fc.constant('append' as const), who, events: fc.integer({ min: 0, max: 3 }) }),
  },
  { weight: 4, arbitrary: one('lapse') },
  ...(['renew', 'pause', 'drain', 'release'] as const).map((kind) => ({ weight: 2, arbitrary: one(kind) })),
  { weight: 2, arbitrary: fc.constantFrom<Step>({ kind: 'cut' }, { kind: 'failover' }) },
);

/** What Redis ought to know. */
interface Model {
  readonly owner: string | undefined;
  readonly fence: number;
  readonly entries: readonly string[];
  readonly alive: ReadonlySet<string>;
  readonly draining: ReadonlySet<string>;
}
const NOTHING: Model = { owner: undefined, fence: 0, entries: [], alive: new Set(), draining: new Set() };

/** What one instance knows. */
interface Known {
  /** The highest fence that it has claimed or heard of. */
  highest: number;
  /** Under which it holds the thread, as far as it knows. */
  fence?: number | undefined;
  /** Whether it hears what is published. */
  isListening: boolean;
}

interface Server {
  readonly redis: RedisServer;
  readonly client: Redis;
}

async function startServer(): Promise<Server> {
  const redis = await startRedis('--repl-diskless-sync-delay', '0');
  return { redis, client: new Redis(redis.url) };
}

/** A primary with a replica, which change places. */
class Pair implements AsyncDisposable {
  connection: RedisConnection;
  #primary: Server;
  #replica: Server;

  private constructor(primary: Server, replica: Server, connection: RedisConnection) {
    this.#primary = primary;
    this.#replica = replica;
    this.connection = connection;
  }

  static async start(): Promise<Pair> {
    const primary = await startServer();
    const pair = new Pair(primary, await startServer(), await RedisConnection.open(clusterOn(primary.redis.url)));
    await pair.#attach();
    return pair;
  }

  /** From now on the replica hears nothing; it has everything that was written before. */
  async cut(): Promise<void> {
    const { client } = this.#primary;
    await client.set('written', 'before'); // waits for all writes up to its own
    while ((await client.wait(1, 1_000)) < 1);
    await client.acl('SETUSER', 'default', '-psync', '-sync');
    await client.client('KILL', 'TYPE', 'REPLICA');
  }

  /** The replica is promoted, and gets one of its own. */
  async failOver(): Promise<void> {
    [this.#primary, this.#replica] = [this.#replica, this.#primary];
    await this.#primary.client.replicaof('NO', 'ONE');
    await this.connection.close();
    this.connection = await RedisConnection.open(clusterOn(this.#primary.redis.url));
    await this.#replica.client.acl('SETUSER', 'default', '+psync', '+sync');
    await this.#attach();
  }

  async #attach(): Promise<void> {
    const { client } = this.#replica;
    await client.replicaof('127.0.0.1', this.#primary.redis.port);
    while (!(await client.info('replication')).includes('master_link_status:up')) await delay(5);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close();
    for (const { client, redis } of [this.#replica, this.#primary]) {
      client.disconnect();
      await redis[Symbol.asyncDispose]();
    }
  }
}

describe.skipIf(!hasRedis)('a thread over a primary that dies with writes that it had acknowledged', () => {
  let pair: Pair;
  let threads = 0;
  beforeAll(async () => void (pair = await Pair.start()), 60_000);
  afterAll(() => pair[Symbol.asyncDispose]());

  /** Takes these steps with a new thread, and checks after each what must hold. */
  async function take(steps: readonly Step[]): Promise<void> {
    const start = `f{${(threads += 1)}}:`;
    const [members, draining, thread, log, notes, hints] = ['i', 'd', 't', 'l', 'v', 'h'].map(
      (name) => start + name,
    ) as [...[string, string, string, string, string, string]];
    const run: RedisConnection['run'] = (...args) => pair.connection.run(...args);
    const instances = new Map<string, Known>(INSTANCES.map((name) => [name, { highest: 0, isListening: true }]));
    const told = new Map<string, string>();
    let model = NOTHING;
    /** What the replica has, where it hears nothing any more. */
    let replica: Model | undefined;
    let given = 0;

    const beat = async (name: string, sessionMs: number, drains = false): Promise<void> => {
      await run('beat', [members, draining], [name, sessionMs, drains ? '1' : '0', '']);
      const alive = new Set(model.alive);
      if (sessionMs > 0) alive.add(name);
      else alive.delete(name);
      model = { ...model, alive, draining: drains ? new Set(model.draining).add(name) : model.draining };
    };
    const state = async (from: string) => threadState(await run('follow', [thread, log], [from, 10_000]));
    const claim = async (name: string, known: Known): Promise<void> => {
      known.highest = Math.max(known.highest, (await state('')).fence);
      known.isListening = true;
      const { owner } = model;
      const isFree = owner === undefined || owner === name || !model.alive.has(owner) || model.draining.has(owner);
      const args = [name, 'name', LIFE_MS, log, known.highest, LIFE_MS];
      const result = claimed(await run('claim', [members, draining, thread, notes, hints], args), 0);
      expect(typeof result === 'string' ? result : name).toBe(isFree ? name : owner);
      if (typeof result === 'string') return;
      expect(result.fence, 'a fence is given once, whatever Redis has forgotten').toBeGreaterThan(given);
      given = known.fence = result.fence;
      model = { ...model, owner: name, fence: given, alive: new Set(model.alive).add(name) };
      for (const other of instances.values()) if (other.isListening) other.highest = Math.max(other.highest, given);
    };
    const append = async (name: string, fence: number, events: readonly string[]): Promise<void> => {
      const id = `append ${told.size}.${events[0] ?? ''}`;
      const args = [name, fence, 'name', id, LIFE_MS, 1_000, 1e9, LIFE_MS, '', events.length, 0, 0, ...events];
      const appended = run('append', [thread, log, notes], args);
      if (model.owner !== name || model.fence !== fence)
        return void (await expect(appended, 'a late writer is refused').rejects.toThrow('FENCED'));
      await appended;
      model = { ...model, entries: [...model.entries, ...events] };
    };
    const failOver = async (): Promise<void> => {
      if (!replica) await pair.cut();
      await pair.failOver();
      model = replica ?? model;
      replica = undefined;
      // Whose connection was lost claims anew before it writes.
      for (const known of instances.values()) known.fence = undefined;
    };

    for (const [at, one] of steps.entries()) {
      if (one.kind === 'cut') {
        if (!replica) await pair.cut();
        replica ??= model;
      } else if (one.kind === 'failover') {
        await failOver();
      } else {
        const known = instances.get(one.who) as Known;
        const { fence } = known;
        if (one.kind === 'claim') await claim(one.who, known);
        else if (one.kind === 'renew') await beat(one.who, LIFE_MS);
        else if (one.kind === 'drain') await beat(one.who, LIFE_MS, true);
        else if (one.kind === 'lapse') await beat(one.who, -1);
        else if (one.kind === 'pause') {
          await beat(one.who, -1);
          known.isListening = false;
        } else if (fence !== undefined && one.kind === 'release') {
          const released = run('release', [thread], [one.who, fence, 'name', log, LIFE_MS]);
          if (model.owner === one.who && model.fence === fence) {
            await released;
            model = { ...model, owner: undefined };
          } else await expect(released).rejects.toThrow('FENCED');
          known.fence = undefined;
        } else if (fence !== undefined && one.kind === 'append') {
          await append(
            one.who,
            fence,
            Array.from({ length: one.events }, (_, index) => `${at}.${index}`),
          );
        }
      }
      const accepted: string[] = [];
      for (const [name, { fence }] of instances)
        if (fence !== undefined)
          await run('keep', [thread, log, notes, hints], [name, fence, 'name', LIFE_MS]).then(
            () => accepted.push(name),
            (error: Error) => expect(error.message).toContain('FENCED'),
          );
      const isHeld = model.owner !== undefined && instances.get(model.owner)?.fence === model.fence;
      expect(accepted, 'one holds it, or nobody does').toEqual(isHeld ? [model.owner] : []);
      const { entries } = await state('-');
      expect(entries.map(({ data }) => data.toString())).toEqual(model.entries);
      expect(
        entries.map(({ id }) => Number(id.split('-')[1])),
        'numbers have no holes',
      ).toEqual(entries.map((_, index) => index + 1));
      for (const { id, data } of entries) {
        expect(told.get(id) ?? data.toString(), 'an id is given once').toBe(data.toString());
        told.set(id, data.toString());
      }
    }
    if (replica) await failOver(); // as it was, for the next thread
  }

  test('in whatever order instances claim, write, pause, drain and release, and primaries die', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), take), { numRuns: 12 });
  }, 300_000);

  test('an instance that has not heard of a claim that was lost is given another fence than that', async () => {
    const [first, second] = INSTANCES;
    await take([
      { kind: 'claim', who: first },
      { kind: 'append', who: first, events: 2 },
      { kind: 'cut' },
      { kind: 'pause', who: first },
      { kind: 'claim', who: second },
      { kind: 'append', who: second, events: 2 },
      { kind: 'failover' },
      { kind: 'claim', who: first },
      { kind: 'append', who: first, events: 2 },
      { kind: 'claim', who: second },
    ]);
  });
});
