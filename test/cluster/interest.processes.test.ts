import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { until, watchAt } from '../kit/gateway.ts';
import { hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';
import { startThree } from '../kit/three.ts';
import { act, swishInput } from '../schema/fondo/kit.ts';

const EVENTS = `subscription ($id: ID!) { clientEvents(client: $id, includeStatus: true) { ... on StreamStatus { state } } }`;
const SWISH = 'subscription ($id: ID!) { swishDepositChanged(id: $id) { status } }';
/** A holder that nobody follows at its own instance asks every 15 seconds whether anybody does elsewhere. */
const ASKS_MS = 15_000;
const PACE_MS = 100;

describe.skipIf(!hasRedis)('three instances that share a Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis[Symbol.asyncDispose]());

  test('give up what nobody follows any more, also where the subscribers of its holder were the first to leave', async () => {
    const streams = { fondoLingerMs: 10, fondoPolls: { swishEveryMs: PACE_MS } };
    await using three = await startThree(redis, { streams });
    const { fondo } = three.kit.sandbox;
    const deposit = await act(three.kit, 'createSwishDeposit', swishInput, '... on SwishDeposit { id }');
    const watch = (url: string) => [
      watchAt(url, EVENTS, { id: `Client:${DEMO_CLIENT}` }),
      watchAt(url, SWISH, { id: deposit.id as string }),
    ];
    const [holder = '', other = ''] = three.urls;
    const here = watch(holder);
    for (const watching of here) await watching.take(1);
    const there = watch(other);
    for (const watching of there) await watching.take(1);
    const polls = (): number => fondo.calls.filter(({ operationId }) => operationId === 'pollSwishDeposit').length;
    const held = (at: number): Promise<number> => three.metric(at, 'gateway_cluster_threads{role="held"}');
    expect(await held(0)).toBe(2);

    await Promise.all(here.map((watching) => watching.leave()));
    const before = polls();
    await until(() => polls() > before + 20, 'the deposit to be read on for the followers', 10_000);
    expect(fondo.sockets(DEMO_CLIENT)).toBe(1);
    expect(await held(0)).toBe(2);

    await Promise.all(there.map((watching) => watching.leave()));
    const left = Date.now();
    await until(() => fondo.sockets(DEMO_CLIENT) === 0, 'the socket to be closed', ASKS_MS + 5_000);
    await expect.poll(() => held(0), { timeout: left + ASKS_MS + 5_000 - Date.now() }).toBe(0);
    const last = polls();
    await expect.poll(() => held(1)).toBe(0);
    const owners = redis
      .cli('--scan', '--pattern', '*:t:*')
      .split('\n')
      .map((key) => redis.cli('HGET', key, 'o'));
    expect(owners).toEqual(['', '']);
    const since = Date.now();
    await until(() => Date.now() > since + 5 * PACE_MS, 'the time of five readings');
    expect(polls()).toBe(last);
  });
});
