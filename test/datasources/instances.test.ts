import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_CLIENT } from '../../sandbox/fondo/index.ts';
import { loadSettings } from '../../src/config/index.ts';
import { post, until, watchAt } from '../kit/gateway.ts';
import { hasRedis, startRedis, type RedisServer } from '../kit/redis.ts';
import { startThree, type Three } from '../kit/three.ts';
import { act, apply, FAST, SIGN_STATUS } from '../schema/payex/kit.ts';

const EVENTS = /* GraphQL */ `
  subscription ($client: ID!) {
    clientEvents(client: $client, types: [CLIENT], includeStatus: true) {
      ... on StreamStatus {
        state
      }
    }
  }
`;

/** Reads of PayEx, each of something else. */
const reads = (three: Three, name: string, count: number): Promise<unknown>[] =>
  three.urls.map((url, at) => {
    const ids = Array.from({ length: count }, (_, each) => `"Application:p:${name}-${at}-${each}"`);
    return post(url, `{ nodes(ids: [${ids.join()}]) { id } }`);
  });

describe.skipIf(!hasRedis)('three instances that share a Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis[Symbol.asyncDispose]());

  test('keep one budget of requests to a provider, whichever of them is asked', async () => {
    const { capacity } = loadSettings({ PAYEX_REQUESTS_PER_SECOND: '20' });
    await using three = await startThree(redis, { capacity });
    const { calls } = three.kit.sandbox.payex;
    const began = performance.now();
    const all = reads(three, 'all', 20);
    await Promise.all(all);
    const seconds = (performance.now() - began) / 1000;
    expect(calls).toHaveLength(60);
    // A burst of one second, then at the pace of one instance.
    expect(calls.length).toBeLessThanOrEqual(20 + 20 * seconds);
    expect(seconds).toBeLessThan(4);
  });

  test('go by a part of the budget each while Redis is away', async () => {
    const { capacity } = loadSettings({ PAYEX_REQUESTS_PER_SECOND: '30' });
    await using three = await startThree(redis, { capacity });
    for (const proxy of three.proxies) proxy.cut();
    const { calls } = three.kit.sandbox.payex;
    const began = performance.now();
    await Promise.all(reads(three, 'away', 12));
    const seconds = (performance.now() - began) / 1000;
    expect(calls).toHaveLength(36);
    expect(calls.length).toBeLessThanOrEqual(10 + 30 * seconds);
    for (const proxy of three.proxies) proxy.heal();
  });

  test('give a provider the rest that it has asked one of them for', async () => {
    await using three = await startThree(redis, { streams: { signing: FAST } });
    const { payex } = three.kit.sandbox;
    payex.variants.autoSign = false;
    const [mine, theirs] = [await apply(three.kit), await apply(three.kit)];
    for (const application of [mine, theirs])
      await act(three.kit, 'startBankIdSigning', { application, endUserIp: '192.0.2.10' });
    const watching = [mine, theirs].map((application, at) =>
      watchAt(three.urls[at] ?? '', SIGN_STATUS, { application }),
    );
    for (const one of watching) await one.take(1);
    const polled = payex.calls.length;
    payex.fault({ operation: '*', answer: { status: 429, headers: { 'retry-after': '1' } }, times: 1 });
    await until(() => payex.calls.length > polled, 'a refusal');
    const refusedAt = performance.now();
    // What was under way may still come.
    let [seen, seenAt] = [payex.calls.length, refusedAt];
    await until(() => {
      const now = performance.now();
      if (payex.calls.length > seen && now - refusedAt < 150) [seen, seenAt] = [payex.calls.length, now];
      return payex.calls.length > seen;
    }, 'the next poll');
    expect(seenAt - refusedAt).toBeLessThan(150);
    expect(performance.now() - refusedAt).toBeGreaterThan(800);
    await Promise.all(watching.map((one) => one.leave()));
  });

  test('let nobody join a read that set out before a write at another of them', async () => {
    await using three = await startThree(redis);
    const { fondo } = three.kit.sandbox;
    const gate = fondo.fault({ operation: 'getClientById', delayMs: 1_500, times: 1 });
    const read = (): Promise<unknown> => post(three.urls[1] ?? '', `{ client(id: "${DEMO_CLIENT}") { name } }`);
    const asked = (): number => fondo.calls.filter(({ operationId }) => operationId === 'getClientById').length;
    const early = read();
    await until(() => asked() === 1, 'the first read');
    gate();
    await post(
      three.urls[0] ?? '',
      `mutation { updateClient(input: { client: "Client:${DEMO_CLIENT}", name: "Renamed" }) { __typename } }`,
    );
    const before = asked();
    expect(await read()).toMatchObject({ data: { client: { name: 'Renamed' } } });
    expect(asked()).toBe(before + 1);
    await early;
  });

  test('let nobody join a read that set out before an event, whichever of them has it from the provider', async () => {
    await using three = await startThree(redis);
    const { fondo } = three.kit.sandbox;
    const [holder = '', follower = ''] = three.urls;
    const watching = [holder, follower].map((url) => watchAt(url, EVENTS, { client: DEMO_CLIENT }));
    for (const one of watching) while ((await one.take(1))[0]?.data.clientEvents.state !== 'LIVE');
    const read = (): Promise<unknown> => post(follower, `{ client(id: "${DEMO_CLIENT}") { name } }`);
    const asked = (): number => fondo.calls.filter(({ operationId }) => operationId === 'getClientById').length;
    const before = asked();
    const gate = fondo.fault({ operation: 'getClientById', delayMs: 1_500, times: 1 });
    const early = read();
    await until(() => asked() === before + 1, 'the first read');
    gate();
    fondo.state.changeClient(fondo.state.books(DEMO_CLIENT), { name: 'Renamed' });
    await watching[1]?.take(1);
    expect(await read()).toMatchObject({ data: { client: { name: 'Renamed' } } });
    expect(asked()).toBe(before + 2);
    await early;
    await Promise.all(watching.map((one) => one.leave()));
  });
});
