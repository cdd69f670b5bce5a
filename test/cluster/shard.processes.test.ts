import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { post } from '../kit/gateway.ts';
import { hasCluster } from '../kit/redis.ts';
import { startReplicatedCluster, type Replicated } from '../kit/redis-kinds.ts';
import { swishInput } from '../schema/fondo/kit.ts';
import { SESSION_MS } from './instance.ts';
import { World } from './world.ts';

const CLIENTS = '{ clients(first: 1) { nodes { id } } }';
const DEPOSIT = /* GraphQL */ `
  mutation ($input: CreateSwishDepositInput!) {
    createSwishDeposit(input: $input) {
      __typename
    }
  }
`;

describe.skipIf(!hasCluster)('three instances over a cluster of three shards, each with a replica', () => {
  let kind: Replicated;
  let world: World;
  beforeAll(async () => {
    kind = await startReplicatedCluster();
    world = await World.start({ env: kind.env });
  }, 240_000);
  beforeEach(() => world.begin(), 60_000);
  afterAll(async () => {
    await (world as World | undefined)?.[Symbol.asyncDispose]();
    await (kind as Replicated | undefined)?.[Symbol.asyncDispose]();
  });

  /** Reads and writes at each instance, again and again; answers what went wrong. */
  async function asked(ms: number): Promise<unknown[]> {
    const failures: unknown[] = [];
    for (const end = Date.now() + ms; Date.now() < end; await delay(200))
      for (const url of world.addresses()) {
        const read = await post(url, CLIENTS);
        const written = await post(url, DEPOSIT, { input: swishInput });
        failures.push(...(read.errors ?? []), ...(written.errors ?? []));
        const made = written.data?.createSwishDeposit.__typename as string | undefined;
        if (made !== 'SwishDeposit') failures.push(made);
      }
    return failures;
  }

  test('lose nothing and tell nothing twice when a primary dies with writes that it had acknowledged; requests go on', async () => {
    const busy = world.busy(12_000);
    const requests = asked(12_000);
    await world.sandbox.mostSockets();
    await delay(1_000);
    expect(await kind.failOver(kind.busiest())).toBeGreaterThan(0);
    await busy;
    expect(await requests).toEqual([]);
    await world.settled(40_000);
    for (const instance of world.instances) expect(instance.output()).toContain('Redis answers again');
    expect(await world.sandbox.mostSockets()).toBe(1);
  });

  test('take over from one another afterwards', async () => {
    const busy = world.busy(SESSION_MS + 4_000);
    await delay(500);
    await world.instances[await world.holder()]?.kill();
    await busy;
    await world.settled(40_000);
  });
});
